/** Work that a process does every so often. */
@NullMarked
package outerpark.common.chores;

import org.jspecify.annotations.NullMarked;
