/** The musical service in a process of its own: the calls to it and from it go over HTTP. */
@NullMarked
package outerpark.process.musical;

import org.jspecify.annotations.NullMarked;
