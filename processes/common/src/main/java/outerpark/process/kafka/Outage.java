package outerpark.process.kafka;

import org.jboss.logging.Logger;

/**
 * Something that is needed and may be away for long: the log says once that it is away, and once that it is back. What
 * comes in between is for those who look closer. For one thread.
 */
final class Outage {

    private final Logger log;
    private final String awayLine;
    private final String backLine;
    private boolean isAway;

    /**
     * There is none.
     *
     * @param awayLine what it means that it is away; the reason is added
     * @param backLine what it means that it is back
     */
    Outage(Logger log, String awayLine, String backLine) {
        this.log = log;
        this.awayLine = awayLine;
        this.backLine = backLine;
    }

    /** It is away, or still is. */
    void goesOn(String reason) {
        log.log(isAway ? Logger.Level.DEBUG : Logger.Level.WARN, awayLine + ": " + reason);
        isAway = true;
    }

    /** It is there. */
    void isOver() {
        if (isAway) {
            isAway = false;
            log.info(backLine);
        }
    }
}
