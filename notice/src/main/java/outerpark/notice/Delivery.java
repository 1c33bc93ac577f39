package outerpark.notice;

import java.time.Duration;
import outerpark.contracts.events.Envelope;

/**
 * An event on its way to somebody outside.
 *
 * @param attempts how often it was tried, this time included
 * @param waited since it was queued
 */
record Delivery(Envelope event, int attempts, Duration waited) {}
