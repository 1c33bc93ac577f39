/**
 * Events between processes: a relay publishes the service's outbox to Kafka, and a follower for each handler brings
 * what the services told to it.
 */
@NullMarked
package outerpark.process.kafka;

import org.jspecify.annotations.NullMarked;
