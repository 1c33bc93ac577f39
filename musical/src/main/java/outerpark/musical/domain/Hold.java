package outerpark.musical.domain;

import java.util.UUID;

/** Seats of one show, set aside: pending, then confirmed or released, each exactly once. */
public sealed interface Hold {

    UUID holdId();

    long musicalId();

    int seats();

    /** A hold whose seats are not to be sold to anybody else. */
    sealed interface Live extends Hold {
        default Released release() {
            return new Released(holdId(), musicalId(), seats());
        }
    }

    /** Taken; its reservation has not been heard of yet. */
    record Pending(UUID holdId, long musicalId, int seats) implements Live {}

    /** Its reservation is stored. */
    record Confirmed(UUID holdId, long musicalId, int seats) implements Live {}

    /** Given back, or given up before it was taken: final. */
    record Released(UUID holdId, long musicalId, int seats) implements Hold {}
}
