package outerpark.acceptance;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** Takes the traces that a system sends (OTLP over HTTP), or behaves as a collector in trouble does. */
final class Collector implements AutoCloseable {

    private final Queue<Traced> spans = new ConcurrentLinkedQueue<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final int port;
    private HttpServer server;
    private volatile boolean isSilent;

    private Collector() {
        server = listening(0);
        port = server.getAddress().getPort();
    }

    /**
     * A span as it came.
     *
     * @param parentId empty if the trace begins with it
     */
    record Traced(
            String service,
            String name,
            Span.SpanKind kind,
            String traceId,
            String spanId,
            String parentId,
            Map<String, String> attributes) {

        String attribute(String key) {
            return attributes.getOrDefault(key, "");
        }
    }

    static Collector running() {
        return new Collector();
    }

    /** What a system needs to send it traces, soon. */
    Map<String, String> environment() {
        return Map.of(
                "OUTERPARK_TRACES_ENDPOINT", "http://127.0.0.1:" + port, "QUARKUS_OTEL_BSP_SCHEDULE_DELAY", "200ms");
    }

    List<Traced> ofTrace(String traceId) {
        return spans.stream().filter(span -> span.traceId().equals(traceId)).toList();
    }

    List<Traced> ofStory(String correlationId) {
        return spans.stream()
                .filter(span -> span.attribute("outerpark.correlation_id").equals(correlationId))
                .toList();
    }

    /** Nobody listens any more. */
    void down() {
        server.stop(0);
    }

    /** Takes what comes, and says nothing. */
    void silent() {
        isSilent = true;
    }

    /** How many who sent something got no answer. */
    int unanswered() {
        return unanswered.get();
    }

    /** As at first. */
    void back() {
        isSilent = false;
        server.stop(0);
        server = listening(port);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private HttpServer listening(int at) {
        try {
            HttpServer started = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
            started.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            started.createContext("/v1/traces", this::take);
            started.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take(HttpExchange exchange) throws IOException {
        ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(exchange.getRequestBody());
        if (isSilent) {
            unanswered.incrementAndGet();
            return;
        }
        request.getResourceSpansList().forEach(this::note);
        exchange.getResponseHeaders().add("Content-Type", "application/x-protobuf");
        exchange.sendResponseHeaders(200, -1);
        exchange.close();
    }

    private void note(ResourceSpans sent) {
        String service = attributes(sent.getResource().getAttributesList()).getOrDefault("service.name", "");
        sent.getScopeSpansList().stream()
                .flatMap(scope -> scope.getSpansList().stream())
                .map(span -> new Traced(
                        service,
                        span.getName(),
                        span.getKind(),
                        HexFormat.of().formatHex(span.getTraceId().toByteArray()),
                        HexFormat.of().formatHex(span.getSpanId().toByteArray()),
                        HexFormat.of().formatHex(span.getParentSpanId().toByteArray()),
                        attributes(span.getAttributesList())))
                .forEach(spans::add);
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream().collect(Collectors.toMap(KeyValue::getKey, each -> text(each.getValue())));
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }
}
