/** The rules of a payment, each by its name, and random histories that hold them all to their promises. */
@NullMarked
package outerpark.payment.domain;

import org.jspecify.annotations.NullMarked;
