package outerpark.payment.domain;

/** Where a payment stands, as the public contract names it. */
public enum Status {
    /** To be asked of the provider, or to be given back. */
    PENDING,
    /** The customer is at the provider's checkout. */
    AWAITING_CUSTOMER,
    /** The provider is in trouble: asked again by itself. */
    DEFERRED,
    /** Taken. */
    APPROVED,
    /** There will be no payment. */
    DECLINED,
    /** Given back, or never taken. */
    CANCELLED,
    /** To be given back, and that failed: being tried again. */
    REFUND_FAILED
}
