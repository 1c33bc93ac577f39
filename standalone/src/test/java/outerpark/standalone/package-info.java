@NullMarked
package outerpark.standalone;

import org.jspecify.annotations.NullMarked;
