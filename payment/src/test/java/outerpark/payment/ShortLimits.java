package outerpark.payment;

import java.time.Duration;

/** Limits short enough for a test. */
record ShortLimits(
        String provider,
        PaymentConfig.Call call,
        PaymentConfig.Breaker breaker,
        PaymentConfig.Retry retry,
        PaymentConfig.Turns turns,
        PaymentConfig.Answers answers,
        PaymentConfig.Checkout checkout,
        PaymentConfig.Waiting waiting,
        PaymentConfig.Sandbox sandbox)
        implements PaymentConfig {

    static final PaymentConfig CONFIG = new ShortLimits(
            "scripted",
            new Calls(Duration.ofSeconds(2), 256),
            new Breakers(4, 0.5, Duration.ofMillis(300), 1),
            new Retries(Duration.ofMillis(50), Duration.ofMillis(200)),
            new TurnTaking(100, Duration.ofSeconds(8), Duration.ofMillis(20)),
            new Writing(10_000, 500, Duration.ofSeconds(3)),
            () -> Duration.ofMinutes(15),
            () -> Duration.ofSeconds(1),
            () -> Duration.ofSeconds(1));

    private record Calls(Duration timeout, int concurrentMax) implements PaymentConfig.Call {}

    private record Breakers(int calls, double failureRatio, Duration openFor, int probes)
            implements PaymentConfig.Breaker {}

    private record Retries(Duration first, Duration longest) implements PaymentConfig.Retry {}

    private record TurnTaking(int batchMax, Duration claimFor, Duration lookEvery) implements PaymentConfig.Turns {}

    private record Writing(int queueMax, int batchMax, Duration writeWithin) implements PaymentConfig.Answers {}
}
