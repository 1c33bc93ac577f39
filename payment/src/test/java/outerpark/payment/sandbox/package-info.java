/** The sandbox does as its dial says. */
@NullMarked
package outerpark.payment.sandbox;

import org.jspecify.annotations.NullMarked;
