package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static outerpark.acceptance.BoxOffice.eventually;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
    void dump() {
        String trace = UUID.randomUUID().toString().replace("-", "");
        Client customer = office.guest().with("Correlation-Id", story).with("traceparent", "00-" + trace + "-b7ad6b7169203331-01");
        Booked booked = booked(customer);
        office.awaitNotices(booked, "PAYMENT_APPROVED");
        org.awaitility.Awaitility.await().pollDelay(java.time.Duration.ofSeconds(3)).until(() -> true);
        COLLECTOR.ofTrace(trace).forEach(System.out::println);
        System.out.println("--- others");
        COLLECTOR.all().stream().filter(s -> !s.traceId().equals(trace)).map(s -> s.service() + " | " + s.name() + " | " + s.kind() + " | " + s.parentId() + "|" + s.traceId()).limit(100).forEach(System.out::println);
        SYSTEM.logs().forEach(l -> { System.out.println("== " + l); try { java.nio.file.Files.readAllLines(l).stream().filter(x -> x.contains(story)).forEach(System.out::println);} catch (Exception e) { } });
        COLLECTOR.down();
        for (int i = 0; i < 20; i++) { booked(office.guest()); }
        org.awaitility.Awaitility.await().atMost(java.time.Duration.ofSeconds(60)).pollDelay(java.time.Duration.ofSeconds(20)).until(() -> true);
        System.out.println("======== down");
        errors();
        COLLECTOR.back();
        org.awaitility.Awaitility.await().atMost(java.time.Duration.ofSeconds(60)).pollDelay(java.time.Duration.ofSeconds(5)).until(() -> true);
        COLLECTOR.silent();
        for (int i = 0; i < 20; i++) { booked(office.guest()); }
        org.awaitility.Awaitility.await().atMost(java.time.Duration.ofSeconds(60)).pollDelay(java.time.Duration.ofSeconds(25)).until(() -> true);
        System.out.println("======== silent");
        errors();
    }

    private static void errors() {
        SYSTEM.logs().forEach(l -> { System.out.println("== " + l); try { java.nio.file.Files.readAllLines(l).stream().filter(x -> !x.contains(" DEBUG ") && !x.contains(" INFO ")).limit(60).forEach(System.out::println);} catch (Exception e) { } });
    }

    private Booked booked(Client customer) {
        return BoxOffice.booked(customer.post("/reservations", BoxOffice.wish(office.musical(9, 1_000), 1))
                .expect(201));
    }
}
