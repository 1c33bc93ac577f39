/** The server that the bench holds the product against: it reads and writes the same JSON, and does nothing else. */
@NullMarked
package outerpark.bench.echo;

import org.jspecify.annotations.NullMarked;
