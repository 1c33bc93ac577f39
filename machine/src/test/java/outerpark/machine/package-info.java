@NullMarked
package outerpark.machine;

import org.jspecify.annotations.NullMarked;
