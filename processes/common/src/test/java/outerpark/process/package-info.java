@NullMarked
package outerpark.process;

import org.jspecify.annotations.NullMarked;
