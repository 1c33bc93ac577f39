/** The parts that are measured: the product, what it is held against, and what can be read of both. */
@NullMarked
package outerpark.bench.site;

import org.jspecify.annotations.NullMarked;
