package outerpark.acceptance.architecture.wrong.reservation;

/** Right by itself. */
public record Reservation(long id) {}
