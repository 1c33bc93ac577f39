@NullMarked
package outerpark.customercenter;

import org.jspecify.annotations.NullMarked;
