/** What every command stands on: its arguments, the system that it speaks to, the one line when it cannot. */
@NullMarked
package outerpark.operator.console;

import org.jspecify.annotations.NullMarked;
