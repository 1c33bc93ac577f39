package outerpark.reservation.domain;

/** How sales go while payment keeps up, and while it does not. */
public enum Sales {
    /** Reservations are taken and paid at once. */
    OPEN,
    /** Past the first mark: they are taken, and their customers are told to pay a little later. */
    PAY_LATER,
    /** Past the second mark: none is taken for the moment. */
    PAUSED
}
