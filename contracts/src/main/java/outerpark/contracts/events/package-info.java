/** The events that cross service borders: one sealed family of records, the envelope they travel in, and their JSON. */
@NullMarked
package outerpark.contracts.events;

import org.jspecify.annotations.NullMarked;
