package outerpark.reservation;

import java.time.Duration;

/** Limits of the service, as tests need them. */
record Limits(
        Duration payWithin,
        Due due,
        Unpaid unpaid,
        ReservationConfig.Placing placing,
        Seats seats,
        Cancel cancel,
        Tokens tokens)
        implements ReservationConfig {

    private static final Duration AMPLE = Duration.ofMinutes(10);
    private static final Duration AT_ONCE = Duration.ofMillis(20);
    private static final Breaker NO_BREAKER = new BreakerLimits(1_000, 1, Duration.ofMillis(1));

    record DueLimits(Duration lookEvery, int batchMax, Duration graceAfterStart) implements Due {}

    record UnpaidLimits(
            Duration lookEvery,
            Mark firstMark,
            Mark secondMark,
            long fewMax,
            Duration payLaterMax,
            Duration pauseRetryAfter)
            implements Unpaid {}

    record MarkLimits(long count, Duration age) implements Mark {}

    record PlacingLimits(int queueMax, int batchMax, Duration queueTimeout, Duration settleTimeout)
            implements ReservationConfig.Placing {}

    record SeatsLimits(Duration timeout, Breaker breaker) implements Seats {}

    record BreakerLimits(int window, double failureRatio, Duration openFor) implements Breaker {}

    record TokenLimits(Duration pause, int reservationsMax) implements Tokens {}

    record CancelLimits(int queueMax, int batchMax, Duration queueTimeout) implements Cancel {}

    /** Ample, but for the call to musical, which a script answers at once or never. */
    static Limits usual() {
        return with(AMPLE, AT_ONCE, NO_BREAKER);
    }

    static Limits settlingWithin(Duration settleTimeout) {
        return with(settleTimeout, AT_ONCE, NO_BREAKER);
    }

    static Limits withBreaker(BreakerLimits breaker) {
        return with(AMPLE, AT_ONCE, breaker);
    }

    /** Waits for musical as long as it takes. */
    static Limits patient() {
        return with(AMPLE, AMPLE, NO_BREAKER);
    }

    static Limits withGraceAfterStart(Duration grace) {
        Limits usual = usual();
        return new Limits(
                usual.payWithin(),
                new DueLimits(Duration.ofSeconds(1), 2, grace),
                usual.unpaid(),
                usual.placing(),
                usual.seats(),
                usual.cancel(),
                usual.tokens());
    }

    private static Limits with(Duration settleTimeout, Duration seatsTimeout, Breaker breaker) {
        return new Limits(
                Duration.ofMinutes(15),
                new DueLimits(Duration.ofSeconds(1), 2, Duration.ZERO),
                new UnpaidLimits(
                        Duration.ofSeconds(1),
                        new MarkLimits(3, Duration.ofDays(2)),
                        new MarkLimits(5, Duration.ofDays(4)),
                        1,
                        Duration.ofHours(1),
                        Duration.ofSeconds(7)),
                new PlacingLimits(1_000, 50, AMPLE, settleTimeout),
                new SeatsLimits(seatsTimeout, breaker),
                new CancelLimits(1_000, 50, AMPLE),
                new TokenLimits(Duration.ofMinutes(10), 2));
    }
}
