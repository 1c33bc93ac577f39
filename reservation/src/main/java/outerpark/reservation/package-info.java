/** Takes reservations, knows their state, and owns the booking saga. */
@NullMarked
package outerpark.reservation;

import org.jspecify.annotations.NullMarked;
