package outerpark.operator.check;

import java.util.List;

/**
 * What the workload asked and was told.
 *
 * @param plan of the show's seats and their price
 * @param attempts that have come to their end, in the order of that
 * @param looks at the seats, in their order
 */
public record History(long musicalId, Plan plan, List<Attempt> attempts, List<SeatCount> looks) {

    /** In one line. */
    public String summary() {
        return "%d acknowledged, %d refused, %d unknown; %d cancelled; %d looks at the seats"
                .formatted(
                        count(Attempt.Acknowledged.class),
                        count(Attempt.TooFewSeats.class),
                        count(Attempt.Unknown.class),
                        attempts.stream()
                                .filter(attempt -> attempt.cancelling() == Attempt.Cancelling.ACKNOWLEDGED)
                                .count(),
                        looks.size());
    }

    private long count(Class<? extends Attempt.Outcome> outcome) {
        return attempts.stream()
                .filter(attempt -> outcome.isInstance(attempt.outcome()))
                .count();
    }
}
