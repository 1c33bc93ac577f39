/** Payments on a real PostgreSQL, with a provider that does as the test says. */
@NullMarked
package outerpark.payment;

import org.jspecify.annotations.NullMarked;
