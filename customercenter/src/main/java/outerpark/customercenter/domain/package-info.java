/** How a reservation's story follows from what the services told: no framework, no SQL, no I/O. */
@NullMarked
package outerpark.customercenter.domain;

import org.jspecify.annotations.NullMarked;
