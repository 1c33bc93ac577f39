package outerpark.reservation.domain;

import java.time.Duration;

/**
 * The reservations whose payment is not decided, those left out that wait for their customer: how many there are, and
 * how long the oldest has waited. It tells whether payment keeps up, whatever payment itself can say.
 */
public record Unpaid(long count, Duration oldest) {

    public static final Unpaid NONE = new Unpaid(0, Duration.ZERO);

    /**
     * A mark that is passed by so many, or by more than a few of which one has waited so long.
     *
     * @param fewMax so many are the trouble of their customers, not of payment, however old they are
     */
    public record Mark(long count, Duration age, long fewMax) {

        boolean isPassedBy(Unpaid unpaid) {
            return unpaid.count() >= count
                    || (unpaid.count() > fewMax && unpaid.oldest().compareTo(age) >= 0);
        }
    }

    /** How sales go with so many unpaid. */
    public Sales sales(Mark first, Mark second) {
        if (second.isPassedBy(this)) {
            return Sales.PAUSED;
        }
        return first.isPassedBy(this) ? Sales.PAY_LATER : Sales.OPEN;
    }
}
