/** {@code ./outerpark bench}: its command line, its runs and its report. */
@NullMarked
package outerpark.bench;

import org.jspecify.annotations.NullMarked;
