package outerpark.common.events;

import java.lang.Thread.UncaughtExceptionHandler;
import org.jboss.logging.Logger;

/**
 * Tells whoever looks after the process that a thread of its event channels has ended by an error, which is not tried
 * again: after it nothing is known of the state of the program. Left to Java, it would be told on standard error alone,
 * below no level, and without what is to be done.
 */
public final class EndByError implements UncaughtExceptionHandler {

    private static final Logger LOG = Logger.getLogger(EndByError.class);

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        LOG.errorf(
                failure,
                "%s has ended for good by %s, and its events wait until this process is restarted: /q/health/live"
                        + " says DOWN from now on, so that a supervisor knows; without one, restart it by hand",
                thread.getName(),
                failure.getClass().getSimpleName());
    }
}
