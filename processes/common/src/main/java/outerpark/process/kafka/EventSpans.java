package outerpark.process.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.jspecify.annotations.Nullable;
import outerpark.common.events.RawEvent;
import outerpark.http.Traces;

/**
 * What an event leaves in the trace of its story, by OpenTelemetry's conventions for messaging: a span where it is
 * published, whose context the record's header has, and one under it for each handler that is done with it. Events of
 * stories that are not traced leave none.
 */
final class EventSpans {

    private EventSpans() {}

    /** Sends the event's record; its span lasts until Kafka has it. */
    static Future<RecordMetadata> send(
            Producer<byte[], byte[]> producer, ProducerRecord<byte[], byte[]> record, RawEvent event) {
        if (!Traces.isSampled(event.traceparent())) {
            return producer.send(record);
        }
        Span span = span("send", SpanKind.PRODUCER, record.topic(), event.traceparent())
                .setAttribute("messaging.message.id", event.eventId().toString())
                .setAttribute("messaging.kafka.message.key", event.subject())
                .setAttribute("outerpark.event.type", event.type())
                .setAttribute("outerpark.correlation_id", event.correlationId())
                .startSpan();
        Traces.traceparentOf(span).ifPresent(own -> record.headers().add(Traces.HEADER, own.getBytes(UTF_8)));
        return producer.send(record, (sent, failure) -> {
            if (failure != null) {
                span.setAttribute("error.type", failure.getClass().getName());
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        });
    }

    /** The handler is done with the record's event, which it took up at that time. */
    static void processed(String handler, ConsumerRecord<byte[], byte[]> record, Instant begun) {
        Optional<String> published = EventRecord.header(record, Traces.HEADER).filter(Traces::isSampled);
        published.ifPresent(traceparent -> span("process", SpanKind.CONSUMER, record.topic(), traceparent)
                .setStartTimestamp(begun)
                .setAttribute("messaging.consumer.group.name", handler)
                .setAttribute("messaging.destination.partition.id", Integer.toString(record.partition()))
                .setAttribute("messaging.kafka.offset", record.offset())
                .startSpan()
                .end());
    }

    private static SpanBuilder span(String operation, SpanKind kind, String topic, @Nullable String traceparent) {
        return GlobalOpenTelemetry.getTracer(Traces.TRACER)
                .spanBuilder(operation + " " + topic)
                .setSpanKind(kind)
                .setParent(Traces.contextOf(traceparent))
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.operation.name", operation)
                .setAttribute("messaging.operation.type", operation)
                .setAttribute("messaging.destination.name", topic);
    }
}
