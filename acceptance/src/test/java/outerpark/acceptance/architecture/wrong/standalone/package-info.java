@NullMarked
package outerpark.acceptance.architecture.wrong.standalone;

import org.jspecify.annotations.NullMarked;
