package outerpark.notice;

import java.time.Duration;

/** How deliveries are tried, as tests need it. */
record DeliveryLimits(
        Duration lookEvery,
        Duration claimFor,
        DeliveryConfig.Retry retry,
        Duration giveUpAfter,
        Duration keepFor,
        Duration countEvery)
        implements DeliveryConfig {

    static final DeliveryConfig SHORT = new DeliveryLimits(
            Duration.ofMillis(20),
            Duration.ofSeconds(30),
            new Pauses(Duration.ofMillis(40), Duration.ofMillis(80)),
            Duration.ofDays(3),
            Duration.ofDays(30),
            Duration.ofSeconds(5));

    private record Pauses(Duration first, Duration longest) implements DeliveryConfig.Retry {}
}
