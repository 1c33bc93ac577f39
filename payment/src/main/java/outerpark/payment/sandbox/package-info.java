/**
 * A payment provider to try the product with: it takes no money, and a dial makes it slow, strict, faulty or absent.
 */
@NullMarked
package outerpark.payment.sandbox;

import org.jspecify.annotations.NullMarked;
