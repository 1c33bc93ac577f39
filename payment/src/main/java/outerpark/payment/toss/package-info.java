/** Toss Payments, by its HTTP API of 2022-11-16: https://docs.tosspayments.com/reference */
@NullMarked
package outerpark.payment.toss;

import org.jspecify.annotations.NullMarked;
