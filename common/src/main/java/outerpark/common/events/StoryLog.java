package outerpark.common.events;

import java.util.List;
import org.jboss.logging.Logger;
import outerpark.common.Following;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.EventJson;

/**
 * At DEBUG, in the category {@code outerpark.events}: a line for every event told, and for every event that a handler
 * is done with, each after its commit and under its story's correlation id.
 */
public final class StoryLog {

    private static final Logger LOG = Logger.getLogger("outerpark.events");

    private StoryLog() {}

    static void told(String service, List<Envelope> events) {
        if (!LOG.isDebugEnabled()) {
            return;
        }
        for (Envelope event : events) {
            try (var _ = Following.of(Cause.of(event))) {
                String because = event.causationId() == null ? "" : ", because of " + event.causationId();
                LOG.debugf("%s told %s%s", service, nameOf(event), because);
            }
        }
    }

    /** The handler is done with these, and that is committed. */
    public static void done(String handler, List<Envelope> events) {
        if (!LOG.isDebugEnabled()) {
            return;
        }
        for (Envelope event : events) {
            try (var _ = Following.of(Cause.of(event))) {
                LOG.debugf("%s is done with %s", handler, nameOf(event));
            }
        }
    }

    private static String nameOf(Envelope event) {
        return RawEvent.nameOf(EventJson.typeOf(event.data()), event.eventId(), event.subject());
    }
}
