/** What a reservation is and how the booking saga moves it: no framework, no SQL, no I/O. */
@NullMarked
package outerpark.reservation.domain;

import org.jspecify.annotations.NullMarked;
