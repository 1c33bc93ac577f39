/** The goals, and how far each is reached. */
@NullMarked
package outerpark.bench.goal;

import org.jspecify.annotations.NullMarked;
