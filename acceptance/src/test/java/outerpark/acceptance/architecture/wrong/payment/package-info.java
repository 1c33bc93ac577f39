@NullMarked
package outerpark.acceptance.architecture.wrong.payment;

import org.jspecify.annotations.NullMarked;
