@NullMarked
package outerpark.process.customercenter;

import org.jspecify.annotations.NullMarked;
