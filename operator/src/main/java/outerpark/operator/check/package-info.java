/**
 * The checker, in the manner of Jepsen: a workload keeps a history of what it asked and what it was told; afterwards
 * what the system says is held against it, as a set (nothing acknowledged is missing), as a bank (seats and money are
 * conserved) and as a counter (the sums are those of the parts).
 */
@NullMarked
package outerpark.operator.check;

import org.jspecify.annotations.NullMarked;
