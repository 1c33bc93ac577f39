@NullMarked
package outerpark.acceptance.architecture.wrong.reservation;

import org.jspecify.annotations.NullMarked;
