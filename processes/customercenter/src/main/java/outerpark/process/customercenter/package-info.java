/** The customercenter service in a process of its own: its view is kept in a store that speaks Redis's protocol. */
@NullMarked
package outerpark.process.customercenter;

import org.jspecify.annotations.NullMarked;
