/** What a show and a hold are, and what may happen to them: no framework, no SQL, no I/O. */
@NullMarked
package outerpark.musical.domain;

import org.jspecify.annotations.NullMarked;
