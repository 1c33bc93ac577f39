package outerpark.notice;

/** The ways by which something is brought to somebody outside. */
public enum Channel {
    /** To the customer. */
    EMAIL,
    /** To the theatre's own systems. */
    WEBHOOK
}
