@NullMarked
package outerpark.acceptance.architecture.wrong.common;

import org.jspecify.annotations.NullMarked;
