/** What is shared by those who guard themselves against others' faults. */
@NullMarked
package outerpark.common.faults;

import org.jspecify.annotations.NullMarked;
