/** The whole product as processes on one machine: PostgreSQL, Kafka, Redis, and every service by itself. */
@NullMarked
package outerpark.cluster;

import org.jspecify.annotations.NullMarked;
