/** What a notice is, and what it says: no framework, no SQL, no I/O. */
@NullMarked
package outerpark.notice.domain;

import org.jspecify.annotations.NullMarked;
