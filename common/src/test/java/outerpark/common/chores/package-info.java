@NullMarked
package outerpark.common.chores;

import org.jspecify.annotations.NullMarked;
