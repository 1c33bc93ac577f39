@NullMarked
package outerpark.payment.toss;

import org.jspecify.annotations.NullMarked;
