/** Group commit: requests queue, a writer takes all that wait and commits them in one transaction. */
@NullMarked
package outerpark.common.batching;

import org.jspecify.annotations.NullMarked;
