/** The synchronous calls that cross service borders: who promises what to whom, whatever carries the call. */
@NullMarked
package outerpark.contracts.calls;

import org.jspecify.annotations.NullMarked;
