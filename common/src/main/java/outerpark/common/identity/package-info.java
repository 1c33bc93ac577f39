/** Who is asking, and which reservations are theirs. */
@NullMarked
package outerpark.common.identity;

import org.jspecify.annotations.NullMarked;
