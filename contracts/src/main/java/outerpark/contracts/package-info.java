/** What crosses service borders. */
@NullMarked
package outerpark.contracts;

import org.jspecify.annotations.NullMarked;
