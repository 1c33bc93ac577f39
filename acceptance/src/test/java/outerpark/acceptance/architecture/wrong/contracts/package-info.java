@NullMarked
package outerpark.acceptance.architecture.wrong.contracts;

import org.jspecify.annotations.NullMarked;
