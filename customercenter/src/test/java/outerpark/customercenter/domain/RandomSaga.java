package outerpark.customercenter.domain;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.CancelReason;
import outerpark.contracts.events.Event.DeclineReason;
import outerpark.contracts.events.Event.NoticeKind;
import outerpark.contracts.events.Event.OfReservation;
import outerpark.customercenter.domain.Story.PaymentStatus;
import outerpark.customercenter.domain.Story.Status;

/**
 * What the services could tell about one reservation, made up from a seed: each service's events are told in order, by
 * a clock of its own that is a few milliseconds off, and the ids of events say nothing about their order.
 */
public final class RandomSaga {

    /** The services that tell something about a reservation. */
    public enum Source {
        MUSICAL,
        RESERVATION,
        PAYMENT,
        NOTICE
    }

    private static final Instant BEGIN = Instant.parse("2026-11-22T05:06:07.123456Z");
    private static final long AMOUNT = 50_000;

    private final Random random;
    private final UUID reservationId;
    private final UUID otherId;
    private final long musicalId;
    private final List<Envelope> events = new ArrayList<>();
    private final Map<Source, List<Envelope>> bySource = new HashMap<>();
    private final Map<Source, Integer> clockSkewMillis = new HashMap<>();
    private int millis;
    private Status status = Status.RESERVED;
    private PaymentStatus paymentStatus = PaymentStatus.PENDING;

    /** A saga whose services have clocks that may be off by {@code clockSkewMaxMillis}. */
    public RandomSaga(Random random, long musicalId, int clockSkewMaxMillis) {
        this.random = random;
        this.reservationId = randomId();
        this.otherId = randomId();
        this.musicalId = musicalId;
        for (Source source : Source.values()) {
            bySource.put(source, new ArrayList<>());
            clockSkewMillis.put(source, random.nextInt(-clockSkewMaxMillis, clockSkewMaxMillis + 1));
        }
        tell(
                Source.RESERVATION,
                new Event.ReservationPlaced(reservationId, otherId, musicalId, 2, AMOUNT, BEGIN, null, null, null));
        for (int turns = random.nextInt(12); turns > 0; turns--) {
            switch (random.nextInt(4)) {
                case 0 -> tell(Source.MUSICAL, new Event.SeatsReleased(reservationId, musicalId, 2));
                case 1 -> tellReservation();
                case 2 -> tellPayment();
                default ->
                    tell(Source.NOTICE, new Event.NoticeSent(reservationId, otherId, any(NoticeKind.values()), "APP"));
            }
        }
    }

    /** Prints its seed, so that a failure can be repeated with {@code -Douterpark.test.seed=}. */
    public static Random seeded() {
        long seed = Long.getLong("outerpark.test.seed", System.nanoTime());
        System.out.println("seed " + seed);
        return new Random(seed);
    }

    public UUID reservationId() {
        return reservationId;
    }

    /** All of it, in the order in which it was told. */
    public List<Envelope> events() {
        return events;
    }

    public List<Envelope> events(Source source) {
        return bySource.getOrDefault(source, List.of());
    }

    /** What the story is folded from, in the order in which it was told. */
    public List<Told> told() {
        return events.stream()
                .map(event -> Told.of(event, (OfReservation) event.data()))
                .toList();
    }

    /** Where reservation stands in the end. */
    Status status() {
        return status;
    }

    /** Where payment stands in the end. */
    PaymentStatus paymentStatus() {
        return paymentStatus;
    }

    private void tellReservation() {
        if (status == Status.RESERVED && random.nextBoolean()) {
            tell(Source.RESERVATION, new Event.PaymentDue(reservationId));
        } else if (status == Status.RESERVED && random.nextBoolean()) {
            status = Status.CONFIRMED;
            tell(Source.RESERVATION, new Event.ReservationConfirmed(reservationId));
        } else if (status != Status.CANCELLED) {
            status = Status.CANCELLED;
            CancelReason reason = any(CancelReason.values());
            tell(
                    Source.RESERVATION,
                    new Event.ReservationCancelled(reservationId, otherId, musicalId, 2, AMOUNT, reason));
        }
    }

    private void tellPayment() {
        paymentStatus = any(PaymentStatus.values());
        switch (paymentStatus) {
            case PENDING, AWAITING_CUSTOMER -> {
                paymentStatus = PaymentStatus.AWAITING_CUSTOMER;
                tell(Source.PAYMENT, new Event.PaymentAwaitsCustomer(reservationId, otherId, AMOUNT));
            }
            case DEFERRED ->
                tell(Source.PAYMENT, new Event.PaymentDeferred(reservationId, otherId, AMOUNT, BEGIN.plusSeconds(60)));
            case APPROVED -> tell(Source.PAYMENT, new Event.PaymentApproved(reservationId, otherId, AMOUNT));
            case DECLINED ->
                tell(
                        Source.PAYMENT,
                        new Event.PaymentDeclined(reservationId, otherId, AMOUNT, any(DeclineReason.values())));
            case CANCELLED -> tell(Source.PAYMENT, new Event.PaymentCancelled(reservationId, otherId, AMOUNT));
            case REFUND_FAILED -> tell(Source.PAYMENT, new Event.RefundFailed(reservationId, otherId, AMOUNT));
        }
    }

    private void tell(Source source, OfReservation data) {
        millis += random.nextInt(3);
        List<Envelope> told = events(source);
        Envelope event = new Envelope(
                randomId(),
                told.size() + 1,
                BEGIN.plusMillis(millis + clockSkewMillis.getOrDefault(source, 0)),
                "the-request",
                causeOfNext(),
                null,
                data);
        told.add(event);
        events.add(event);
    }

    /** Any event told before; now and then a request. */
    private @Nullable UUID causeOfNext() {
        return events.isEmpty() || random.nextInt(5) == 0
                ? null
                : events.get(random.nextInt(events.size())).eventId();
    }

    private UUID randomId() {
        return new UUID(random.nextLong(), random.nextLong());
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
