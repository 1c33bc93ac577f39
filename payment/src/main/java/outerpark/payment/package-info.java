/**
 * Approves, defers, declines and cancels payments. Owns the talk with a payment provider: nobody is charged twice, and
 * a cancelled reservation's money never stays taken.
 */
@NullMarked
package outerpark.payment;

import org.jspecify.annotations.NullMarked;
