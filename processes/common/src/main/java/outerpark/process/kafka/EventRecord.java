package outerpark.process.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;
import outerpark.common.events.RawEvent;
import outerpark.common.events.Told;

/**
 * An event as it lies in Kafka: the key is its subject, the value its envelope as JSON, and the headers say who told it
 * and where it stands in that service's outbox.
 */
final class EventRecord {

    static final String SOURCE = "source";
    static final String POSITION = "position";

    /** The type of what is no envelope, in the dead letters. */
    static final String UNDECODABLE = "undecodable";

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final JsonFactory JSON = MAPPER.getFactory();

    /** Within what the database can keep, or no dead letter could be written either. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private EventRecord() {}

    /** What is no event's envelope. */
    private static final class NoEnvelope extends Exception {
        NoEnvelope(String message) {
            super(message);
        }
    }

    static ProducerRecord<byte[], byte[]> of(String topic, String source, long position, RawEvent event) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, event.subject().getBytes(UTF_8), envelope(event));
        record.headers().add(SOURCE, source.getBytes(UTF_8));
        record.headers().add(POSITION, Long.toString(position).getBytes(UTF_8));
        return record;
    }

    /** The service that told it; empty if the record does not say. */
    static Optional<String> sourceOf(ConsumerRecord<byte[], byte[]> record) {
        return header(record, SOURCE);
    }

    /**
     * The event in it. What is none is unreadable, so that it is parked: under its source and position if the record
     * says them, else under the topic's partition and the offset; its event id follows from its place in Kafka, and its
     * data is the value, in base64 if it is no text.
     */
    static Told told(ConsumerRecord<byte[], byte[]> record) {
        Optional<String> source = sourceOf(record);
        OptionalLong position = positionOf(record);
        boolean isNamed = source.isPresent() && position.isPresent();
        try {
            if (!isNamed) {
                throw new NoEnvelope("the headers do not say which event it is");
            }
            return Told.of(source.get(), position.getAsLong(), event(record.value()));
        } catch (NoEnvelope e) {
            String place = record.topic() + "/" + record.partition();
            RawEvent raw = undecodable(record, place + "/" + record.offset());
            String error = "no event in Kafka at %s: %s".formatted(raw.subject(), e.getMessage());
            return isNamed
                    ? Told.unreadable(source.get(), position.getAsLong(), raw, error)
                    : Told.unreadable(place, record.offset(), raw, error);
        }
    }

    private static byte[] envelope(RawEvent event) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = JSON.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeStringField("eventId", event.eventId().toString());
            json.writeStringField("type", event.type());
            json.writeNumberField("version", event.version());
            json.writeStringField("subject", event.subject());
            json.writeNumberField("revision", event.revision());
            json.writeStringField("occurredAt", event.occurredAt().toString());
            json.writeStringField("correlationId", event.correlationId());
            if (event.causationId() != null) {
                json.writeStringField("causationId", event.causationId().toString());
            }
            if (event.traceparent() != null) {
                json.writeStringField("traceparent", event.traceparent());
            }
            json.writeFieldName("data");
            json.writeRawValue(event.data());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static RawEvent event(byte @Nullable [] value) throws NoEnvelope {
        if (value == null) {
            throw new NoEnvelope("no value");
        }
        try {
            JsonNode json = MAPPER.readTree(value);
            return new RawEvent(
                    UUID.fromString(text(json, "eventId")),
                    text(json, "type"),
                    (short) number(json, "version", Short.MAX_VALUE),
                    text(json, "subject"),
                    number(json, "revision", Long.MAX_VALUE),
                    instant(json, "occurredAt"),
                    text(json, "correlationId"),
                    json.hasNonNull("causationId") ? UUID.fromString(text(json, "causationId")) : null,
                    json.hasNonNull("traceparent") ? text(json, "traceparent") : null,
                    json.path("data").toString());
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new NoEnvelope(String.valueOf(e.getMessage()));
        }
    }

    private static String text(JsonNode json, String field) throws NoEnvelope {
        JsonNode value = json.path(field);
        if (!value.isTextual()) {
            throw new NoEnvelope("no text in " + field);
        }
        return value.textValue();
    }

    private static long number(JsonNode json, String field, long max) throws NoEnvelope {
        JsonNode value = json.path(field);
        if (!value.canConvertToLong()
                || !value.isIntegralNumber()
                || value.longValue() < 0
                || value.longValue() > max) {
            throw new NoEnvelope("no number in " + field);
        }
        return value.longValue();
    }

    private static Instant instant(JsonNode json, String field) throws NoEnvelope {
        Instant instant = Instant.parse(text(json, field));
        if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
            throw new NoEnvelope("no possible time in " + field);
        }
        return instant;
    }

    private static RawEvent undecodable(ConsumerRecord<byte[], byte[]> record, String place) {
        return new RawEvent(
                UUID.nameUUIDFromBytes(place.getBytes(UTF_8)),
                UNDECODABLE,
                0,
                place,
                0,
                Instant.ofEpochMilli(Math.max(0, record.timestamp())),
                place,
                null,
                null,
                record.value() == null ? "" : textOf(record.value()));
    }

    private static String textOf(byte[] value) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        } catch (CharacterCodingException e) {
            return Base64.getEncoder().encodeToString(value);
        }
    }

    private static OptionalLong positionOf(ConsumerRecord<byte[], byte[]> record) {
        try {
            return header(record, POSITION).stream().mapToLong(Long::parseLong).findFirst();
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        return Optional.ofNullable(record.headers().lastHeader(name))
                .map(Header::value)
                .map(value -> new String(value, UTF_8));
    }
}
