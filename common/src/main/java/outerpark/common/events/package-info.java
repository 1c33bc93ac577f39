/** Outbox, and the channels by which events reach the services that act on them. */
@NullMarked
package outerpark.common.events;

import org.jspecify.annotations.NullMarked;
