/** What the tests of every service stand on. */
@NullMarked
package outerpark.common;

import org.jspecify.annotations.NullMarked;
