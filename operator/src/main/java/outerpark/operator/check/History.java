package outerpark.operator.check;

import java.util.List;

/**
 * What the workload asked and was told.
 *
 * @param looks at the seats, in their order
 */
public record History(long musicalId, List<Attempt> attempts, List<SeatCount> looks) {

    public long acknowledged() {
        return attempts.stream()
                .filter(attempt -> attempt.outcome() instanceof Attempt.Acknowledged)
                .count();
    }

    public long refused() {
        return attempts.stream()
                .filter(attempt -> attempt.outcome() instanceof Attempt.Refused)
                .count();
    }

    /** Whose customers do not know what became of them. */
    public long unknown() {
        return attempts.stream()
                .filter(attempt -> attempt.outcome() instanceof Attempt.Unknown)
                .count();
    }

    public long cancelled() {
        return attempts.stream()
                .filter(attempt -> attempt.cancelling() == Attempt.Cancelling.ACKNOWLEDGED)
                .count();
    }
}
