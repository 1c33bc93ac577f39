/** What presses on them. */
@NullMarked
package outerpark.bench.load;

import org.jspecify.annotations.NullMarked;
