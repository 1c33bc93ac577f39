/** What every service stands on. */
@NullMarked
package outerpark.common;

import org.jspecify.annotations.NullMarked;
