package outerpark.contracts.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.contracts.events.EventJson.Unreadable;

/** The samples are made from the sealed family itself, so an event added later is tested without anybody's doing. */
class EventJsonTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> PERSONAL = Set.of("customer", "customername", "email", "phone");

    @ParameterizedTest
    @MethodSource("samples")
    void everyEventReadsBackAsItWasWritten(Event event) throws Exception {
        Event back = EventJson.read(EventJson.typeOf(event), EventJson.VERSION, EventJson.write(event));

        assertThat(back).isEqualTo(event).hasSameClassAs(event);
        assertThat(back.subject()).isEqualTo(event.subject());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void fieldsThatAReaderDoesNotKnowAreIgnored(Event event) throws Exception {
        ObjectNode data = tree(event);
        data.putObject("addedLater").putArray("deep").add(1);

        assertThat(EventJson.read(EventJson.typeOf(event), EventJson.VERSION, data.toString()))
                .isEqualTo(event);
    }

    @ParameterizedTest
    @MethodSource("components")
    void whatMustBeThereCannotBeMissingNorNullAndWhatIsNullableMay(Class<?> type, RecordComponent component)
            throws Exception {
        ObjectNode missing = tree(sample(type, 0));
        missing.remove(component.getName());
        ObjectNode nulled = tree(sample(type, 0));
        nulled.putNull(component.getName());

        for (ObjectNode data : new ObjectNode[] {missing, nulled}) {
            if (isNullable(component)) {
                Event read = EventJson.read(type.getSimpleName(), EventJson.VERSION, data.toString());
                assertThat(component.getAccessor().invoke(read)).isNull();
            } else {
                assertUnreadable(type.getSimpleName(), EventJson.VERSION, data.toString());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void aVersionNotSpokenHereIsUnreadable(Class<?> type) throws Exception {
        String data = EventJson.write(sample(type, 0));

        assertUnreadable(type.getSimpleName(), EventJson.VERSION + 1, data);
        assertUnreadable(type.getSimpleName(), EventJson.VERSION - 1, data);
    }

    @Test
    void aTypeNotKnownHereIsUnreadable() {
        assertUnreadable("SeatsPainted", EventJson.VERSION, "{}");
        assertUnreadable("paymentdue", EventJson.VERSION, "{}");
        assertUnreadable("OfReservation", EventJson.VERSION, "{}");
        assertUnreadable("", EventJson.VERSION, "{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "17",
                "{",
                "{}",
                "\"text\"",
                "{\"reservationId\":\"no uuid\"}",
                "{\"reservationId\":{}}",
                "{\"reservationId\":\"0190a8c0-0000-7000-8000-000000000000\""
            })
    void brokenDataIsUnreadable(String data) {
        assertUnreadable("PaymentDue", EventJson.VERSION, data);
    }

    @Test
    void aReasonNotKnownHereIsUnreadable() throws Exception {
        ObjectNode data = tree(sample(Event.PaymentDeclined.class, 0));
        data.put("reason", "BAD_WEATHER");

        assertUnreadable("PaymentDeclined", EventJson.VERSION, data.toString());
    }

    @Test
    void typesOnTheWireAreUnique() {
        assertThat(types().map(Class::getSimpleName)).doesNotHaveDuplicates().isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("types")
    void noEventCarriesPersonalData(Class<?> type) {
        assertThat(type.getRecordComponents())
                .extracting(component -> component.getName().toLowerCase(java.util.Locale.ROOT))
                .doesNotContainAnyElementsOf(PERSONAL);
    }

    private static void assertUnreadable(String type, int version, String data) {
        assertThatExceptionOfType(Unreadable.class)
                .as("%s version %d: %s", type, version, data)
                .isThrownBy(() -> EventJson.read(type, version, data));
    }

    static Stream<Class<?>> types() {
        return recordsOf(Event.class);
    }

    /** Every event with all its fields, with what is nullable left out, and with each constant of its enums. */
    static Stream<Event> samples() {
        return types().flatMap(type -> IntStream.range(0, 5).mapToObj(variant -> sample(type, variant)));
    }

    static Stream<Object[]> components() {
        return types().flatMap(type ->
                Arrays.stream(type.getRecordComponents()).map(component -> new Object[] {type, component}));
    }

    private static Stream<Class<?>> recordsOf(Class<?> type) {
        return type.isRecord()
                ? Stream.of(type)
                : Arrays.stream(type.getPermittedSubclasses()).flatMap(EventJsonTest::recordsOf);
    }

    private static Event sample(Class<?> type, int variant) {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            boolean leftOut = variant % 2 == 1 && isNullable(components[i]);
            values[i] = leftOut ? null : value(components[i].getType(), i, variant);
        }
        try {
            Class<?>[] parameters =
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
            return (Event) type.getDeclaredConstructor(parameters).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a sample of " + type, e);
        }
    }

    private static Object value(Class<?> type, int position, int variant) {
        if (type == long.class) {
            return variant == 0 ? Long.MAX_VALUE : 1_000L * position + variant;
        }
        if (type == int.class) {
            return variant == 0 ? Integer.MAX_VALUE : position + variant;
        }
        if (type == String.class) {
            return "text \"" + position + "\" 한글 \uD83C\uDFAD \n" + variant;
        }
        if (type == UUID.class) {
            return new UUID(0x0190_A8C0_0000_7000L + position, 0x8000_0000_0000_0000L + variant);
        }
        if (type == Instant.class) {
            return Instant.parse("2026-11-22T09:00:00.123456Z").plusSeconds(position + (long) variant);
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[variant % type.getEnumConstants().length];
        }
        throw new IllegalStateException("teach this test to make a " + type);
    }

    private static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static ObjectNode tree(Event event) throws Exception {
        return (ObjectNode) JSON.readTree(EventJson.write(event));
    }
}
