/** What every command stands on: its arguments, and the one line when it cannot do what it was asked. */
@NullMarked
package outerpark.machine.console;

import org.jspecify.annotations.NullMarked;
