package outerpark.common.database;

/** The commit was asked for and its answer never came: the transaction may or may not have happened. */
public final class OutcomeUnknown extends RuntimeException {
    OutcomeUnknown(Exception cause) {
        super("the outcome of a commit is unknown: " + cause.getMessage(), cause);
    }
}
