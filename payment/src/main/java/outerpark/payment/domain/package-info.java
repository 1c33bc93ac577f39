/** What a payment is, what may happen to it, and what a provider promises: no framework, no SQL, no I/O. */
@NullMarked
package outerpark.payment.domain;

import org.jspecify.annotations.NullMarked;
