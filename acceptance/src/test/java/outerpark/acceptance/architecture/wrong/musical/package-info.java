@NullMarked
package outerpark.acceptance.architecture.wrong.musical;

import org.jspecify.annotations.NullMarked;
