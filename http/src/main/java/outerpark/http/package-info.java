/** What services and gateway say over HTTP in the same way: problems, correlation ids, pages; and replicas. */
@NullMarked
package outerpark.http;

import org.jspecify.annotations.NullMarked;
