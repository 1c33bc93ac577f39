/** The reservation service in a process of its own: the calls to it and from it go over HTTP. */
@NullMarked
package outerpark.process.reservation;

import org.jspecify.annotations.NullMarked;
