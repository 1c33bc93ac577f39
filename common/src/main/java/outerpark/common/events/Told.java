package outerpark.common.events;

import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.EventJson;

/**
 * An event as it came to whoever listens, whether or not it can be read here.
 *
 * @param source the service that told it
 * @param position where it stands in the source's outbox
 * @param event null if unreadable; then {@code error} says why
 */
public record Told(
        String source,
        long position,
        RawEvent raw,
        @Nullable Envelope event,
        @Nullable String error) {

    /** Reads the event, if it can be read. */
    public static Told of(String source, long position, RawEvent raw) {
        try {
            return new Told(source, position, raw, raw.open(), null);
        } catch (EventJson.Unreadable e) {
            return unreadable(source, position, raw, String.valueOf(e.getMessage()));
        }
    }

    /** One that cannot be read, for this reason. */
    public static Told unreadable(String source, long position, RawEvent raw, String error) {
        return new Told(source, position, raw, null, error);
    }
}
