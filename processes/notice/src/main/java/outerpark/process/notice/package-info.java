/** The notice service in a process of its own: what it needs of the others, over HTTP. */
@NullMarked
package outerpark.process.notice;

import org.jspecify.annotations.NullMarked;
