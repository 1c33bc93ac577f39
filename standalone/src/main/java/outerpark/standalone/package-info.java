/**
 * All services in one process on an embedded PostgreSQL, or on another one by URL. {@link
 * outerpark.standalone.OuterPark} is the process from its first check to the last write.
 */
@NullMarked
package outerpark.standalone;

import org.jspecify.annotations.NullMarked;
