package outerpark.reservation.domain;

/** The payment as far as the reservation service has heard of it. */
public enum PaymentStatus {
    PENDING,
    AWAITING_CUSTOMER,
    DEFERRED,
    APPROVED,
    DECLINED,
    CANCELLED
}
