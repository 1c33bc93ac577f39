/** Tells the customer what became of a payment, once for each thing that happened. */
@NullMarked
package outerpark.notice;

import org.jspecify.annotations.NullMarked;
