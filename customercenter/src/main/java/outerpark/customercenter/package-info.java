/** The customer's read view: everything that has happened to a reservation. Owns nothing that cannot be rebuilt. */
@NullMarked
package outerpark.customercenter;

import org.jspecify.annotations.NullMarked;
