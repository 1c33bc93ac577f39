@NullMarked
package outerpark.cluster;

import org.jspecify.annotations.NullMarked;
