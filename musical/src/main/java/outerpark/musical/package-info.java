/** Shows and their seats. Owns that no seat is sold twice and none is lost. */
@NullMarked
package outerpark.musical;

import org.jspecify.annotations.NullMarked;
