/** Proof by destruction: the checker's customers at work on a system to which everything happens. */
@NullMarked
package outerpark.bench.chaos;

import org.jspecify.annotations.NullMarked;
