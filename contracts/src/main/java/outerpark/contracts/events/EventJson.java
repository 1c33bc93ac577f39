package outerpark.contracts.events;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.AnnotatedMember;
import com.fasterxml.jackson.databind.introspect.AnnotatedParameter;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.lang.reflect.Executable;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the events' data. Written as version {@value #VERSION}; fields unknown to a reader are ignored, and one
 * that is {@code @Nullable} may be missing, so adding such a one keeps the version: neither an older reader nor an
 * older event minds. Any other change of a shape needs a new version.
 */
public final class EventJson {

    public static final int VERSION = 1;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .annotationIntrospector(new OnlyNullableMayBeMissing())
            .build();
    private static final ObjectWriter WRITER = MAPPER.writer();
    private static final Map<String, ObjectReader> READERS = readers();

    private EventJson() {}

    /** Cannot be read as an event: the sender speaks a type or version unknown here, or the data is broken. */
    public static final class Unreadable extends Exception {
        Unreadable(String message, Exception cause) {
            super(message, cause);
        }

        Unreadable(String message) {
            super(message);
        }
    }

    /** Reads {@code @Nullable} as what it says: every other field must be there and must not be null. */
    private static final class OnlyNullableMayBeMissing extends JacksonAnnotationIntrospector {
        @Override
        public Boolean hasRequiredMarker(AnnotatedMember member) {
            return !isNullable(member);
        }

        @Override
        public JsonSetter.Value findSetterInfo(Annotated member) {
            return isNullable(member) ? JsonSetter.Value.empty() : JsonSetter.Value.forValueNulls(Nulls.FAIL);
        }

        private static boolean isNullable(Annotated member) {
            return member instanceof AnnotatedParameter parameter
                    && parameter.getOwner().getAnnotated() instanceof Executable constructor
                    && constructor.getAnnotatedParameterTypes()[parameter.getIndex()].isAnnotationPresent(
                            Nullable.class);
        }
    }

    /** The event's type on the wire. */
    public static String typeOf(Event event) {
        return event.getClass().getSimpleName();
    }

    public static String write(Event event) {
        try {
            return WRITER.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("an event that cannot be written as JSON: " + event, e);
        }
    }

    public static Event read(String type, int version, String json) throws Unreadable {
        ObjectReader reader = READERS.get(type);
        if (reader == null || version != VERSION) {
            throw new Unreadable("unknown event " + type + " version " + version);
        }
        try {
            Event event = reader.readValue(json);
            if (event == null) {
                throw new Unreadable("no data of " + type);
            }
            return event;
        } catch (JsonProcessingException e) {
            throw new Unreadable("broken data of " + type + ": " + e.getOriginalMessage(), e);
        }
    }

    private static Map<String, ObjectReader> readers() {
        Map<String, ObjectReader> readers = new HashMap<>();
        Stream.of(Event.OfReservation.class, Event.OfMusical.class)
                .flatMap(family -> Stream.of(family.getPermittedSubclasses()))
                .forEach(type -> readers.put(type.getSimpleName(), MAPPER.readerFor(type)));
        return Map.copyOf(readers);
    }
}
