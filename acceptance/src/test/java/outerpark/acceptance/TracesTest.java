package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static outerpark.acceptance.BoxOffice.eventually;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import outerpark.acceptance.BoxOffice.Booked;
import outerpark.acceptance.Collector.Traced;

/** A booking is one trace over all services, and a collector in trouble is nobody else's trouble. */
@ClusterOnly
class TracesTest {

    private static final Set<String> SERVICES =
            Set.of("gateway", "musical", "reservation", "payment", "notice", "customercenter");

    /** The span of a caller who is in a trace already. */
    private static final String CALLER = "b7ad6b7169203331";

    /** So often one process says that its traces are not taken, before it says so once a minute. */
    private static final long COMPLAINTS_MAX = 10;

    private static final Collector COLLECTOR = Collector.running();
    private static final SystemUnderTest SYSTEM = Cluster.fresh(environment());

    private final BoxOffice office = new BoxOffice(SYSTEM);
    private final String story = "story-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        SYSTEM.start();
    }

    @AfterAll
    static void stop() {
        SYSTEM.close();
        COLLECTOR.close();
    }

    private static Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(COLLECTOR.environment());
        environment.put("QUARKUS_LOG_CATEGORY__OUTERPARK_EVENTS__LEVEL", "DEBUG");
        environment.put("QUARKUS_LOG_CATEGORY__OUTERPARK_REQUESTS__LEVEL", "DEBUG");
        return environment;
    }

    @Test
    void aBookingIsOneTraceUnderTheSpanOfItsCaller() {
        String trace = UUID.randomUUID().toString().replace("-", "");
        Booked booked = booked(customer().with("traceparent", "00-" + trace + "-" + CALLER + "-01"));
        office.awaitNotices(booked, "PAYMENT_APPROVED");
        eventually().untilAsserted(() -> {
            isOfAllServices(COLLECTOR.ofTrace(trace));
            beginsAtTheGateway(sent(trace, "ReservationPlaced"), "POST", CALLER);
            asksMusical(sent(trace, "ReservationPlaced"));
            reaches(trace, "ReservationPlaced", "reservation", "musical-holds", "payment", "customercenter");
            reaches(trace, "PaymentApproved", "payment", "reservation-payments", "notice", "customercenter");
            reaches(trace, "ReservationConfirmed", "reservation", "customercenter");
            reaches(trace, "NoticeSent", "notice", "customercenter");
        });
        assertThat(SERVICES)
                .allSatisfy(service -> assertThat(logOf(service)).contains("[" + story + "] [" + trace + "] "));
    }

    @Test
    void whereItsCallerHasNoTraceItIsOneOfItsOwnAndSoIsItsCancellation() {
        Booked booked = booked(customer());
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
        String trace = traceOf(story);
        eventually().untilAsserted(() -> {
            isOfAllServices(COLLECTOR.ofTrace(trace));
            beginsAtTheGateway(sent(trace, "ReservationPlaced"), "POST", "");
        });

        String cancelling = "cancelling-" + UUID.randomUUID();
        office.owner(booked)
                .with("Correlation-Id", cancelling)
                .delete("/reservations/" + booked.id())
                .expect(202);
        office.awaitNotices(booked, "PAYMENT_APPROVED", "PAYMENT_CANCELLED");
        String cancellation = traceOf(cancelling);
        assertThat(cancellation).isNotEqualTo(trace);
        eventually().untilAsserted(() -> {
            isOfAllServices(COLLECTOR.ofTrace(cancellation));
            beginsAtTheGateway(sent(cancellation, "ReservationCancelled"), "DELETE", "");
            reaches(cancellation, "ReservationCancelled", "reservation", "musical-holds", "payment", "customercenter");
            reaches(cancellation, "SeatsReleased", "musical", "customercenter");
            reaches(cancellation, "PaymentCancelled", "payment", "notice", "customercenter");
        });
    }

    @Test
    void aCallerWhoseTraceIsNotSampledLeavesNone() {
        String trace = UUID.randomUUID().toString().replace("-", "");
        office.awaitEverywhere(
                booked(customer().with("traceparent", "00-" + trace + "-" + CALLER + "-00")), "CONFIRMED", "APPROVED");
        Booked later = booked(office.guest().with("Correlation-Id", story + "-later"));
        office.awaitEverywhere(later, "CONFIRMED", "APPROVED");
        eventually().untilAsserted(() -> isOfAllServices(COLLECTOR.ofTrace(traceOf(story + "-later"))));
        assertThat(COLLECTOR.ofTrace(trace)).isEmpty();
    }

    @Test
    void aCollectorThatIsAwayIsNobodysTroubleAndIsSentTracesWhenItIsBack() {
        COLLECTOR.down();
        try {
            bookAndCancel();
            eventually().until(() -> complaints() > 0);
            bookAndCancel();
        } finally {
            COLLECTOR.back();
        }
        assertThat(complaints()).isLessThanOrEqualTo(SERVICES.size() * COMPLAINTS_MAX);
        booked(customer());
        eventually().untilAsserted(() -> isOfAllServices(COLLECTOR.ofTrace(traceOf(story))));
    }

    @Test
    void aCollectorThatSaysNothingIsNobodysTrouble() {
        COLLECTOR.silent();
        try {
            bookAndCancel();
            eventually().until(() -> COLLECTOR.unanswered() > 0);
            bookAndCancel();
        } finally {
            COLLECTOR.back();
        }
    }

    private void bookAndCancel() {
        Booked booked = booked(office.guest());
        office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
        office.cancel(booked);
        office.awaitEverywhere(booked, "CANCELLED", "CANCELLED");
    }

    private Client customer() {
        return office.guest().with("Correlation-Id", story);
    }

    private Booked booked(Client customer) {
        return BoxOffice.booked(customer.post("/reservations", BoxOffice.wish(office.musical(9, 1_000), 1))
                .expect(201));
    }

    private static String traceOf(String correlationId) {
        eventually().until(() -> !COLLECTOR.ofStory(correlationId).isEmpty());
        return COLLECTOR.ofStory(correlationId).getFirst().traceId();
    }

    private static void isOfAllServices(List<Traced> trace) {
        assertThat(trace).map(Traced::service).containsAll(SERVICES);
    }

    /** The request that the event follows from came through the gateway, from that span of its caller if any. */
    private static void beginsAtTheGateway(Traced event, String method, String caller) {
        Traced atReservation = parentOf(event);
        assertThat(atReservation.service()).isEqualTo("reservation");
        assertThat(atReservation.name()).startsWith(method + " /reservations");
        assertThat(atReservation.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        Traced fromGateway = parentOf(atReservation);
        assertThat(fromGateway.service()).isEqualTo("gateway");
        assertThat(fromGateway.name()).isEqualTo(method);
        assertThat(fromGateway.kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
        Traced atGateway = parentOf(fromGateway);
        assertThat(atGateway.service()).isEqualTo("gateway");
        assertThat(atGateway.name()).isEqualTo(method + " /reservations/**");
        assertThat(atGateway.attribute("http.route")).isEqualTo("/reservations/**");
        assertThat(atGateway.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(atGateway.parentId()).isEqualTo(caller);
    }

    /** The request that the event follows from took its seats from musical. */
    private static void asksMusical(Traced event) {
        Traced call = only(
                event.traceId(),
                span -> span.parentId().equals(event.parentId()) && span.kind() == SpanKind.SPAN_KIND_CLIENT);
        assertThat(call.service()).isEqualTo("reservation");
        assertThat(call.name()).isEqualTo("POST /internal/holds/take");
        assertThat(call.attribute("http.response.status_code")).isEqualTo("200");
        Traced atMusical = only(event.traceId(), span -> span.parentId().equals(call.spanId()));
        assertThat(atMusical.service()).isEqualTo("musical");
        assertThat(atMusical.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
    }

    /** The service has published it, under the span of the request, and these handlers are done with it. */
    private static void reaches(String trace, String type, String service, String... handlers) {
        Traced event = sent(trace, type);
        assertThat(event.service()).isEqualTo(service);
        assertThat(event.kind()).isEqualTo(SpanKind.SPAN_KIND_PRODUCER);
        assertThat(event.attribute("messaging.system")).isEqualTo("kafka");
        assertThat(parentOf(event).service()).isEqualTo("reservation");
        assertThat(COLLECTOR.ofTrace(trace))
                .filteredOn(span -> span.parentId().equals(event.spanId()))
                .allSatisfy(span -> {
                    assertThat(span.name()).isEqualTo("process outerpark");
                    assertThat(span.kind()).isEqualTo(SpanKind.SPAN_KIND_CONSUMER);
                })
                .map(span -> span.attribute("messaging.consumer.group.name"))
                .contains(handlers);
    }

    private static Traced sent(String trace, String type) {
        return only(
                trace,
                span -> span.name().equals("send outerpark")
                        && span.attribute("outerpark.event.type").equals(type));
    }

    private static Traced parentOf(Traced child) {
        return only(child.traceId(), span -> span.spanId().equals(child.parentId()));
    }

    private static Traced only(String trace, Predicate<Traced> wanted) {
        List<Traced> found = COLLECTOR.ofTrace(trace).stream().filter(wanted).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    /** How often the processes have said that their traces are not taken. */
    private static long complaints() {
        return SERVICES.stream()
                .flatMap(service -> logOf(service).lines())
                .filter(line -> line.contains("Failed to export"))
                .count();
    }

    private static String logOf(String service) {
        Path log = SYSTEM.logs().stream()
                .filter(file -> file.getFileName().toString().matches(service + "(-1)?\\.log"))
                .findFirst()
                .orElseThrow();
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
