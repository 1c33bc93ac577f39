/** What a service that runs by itself stands on, beside what every service stands on. */
@NullMarked
package outerpark.process;

import org.jspecify.annotations.NullMarked;
