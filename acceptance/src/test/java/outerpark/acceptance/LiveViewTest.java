package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.acceptance.BoxOffice.Booked;
import outerpark.acceptance.EventStream.Message;

/** A story is followed as it happens: every step once, whoever goes away and comes again. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class LiveViewTest {

    private static final List<String> CONFIRMED =
            List.of("ReservationPlaced", "PaymentApproved", "ReservationConfirmed", "NoticeSent");
    private static final int WHOLE_STORY = 8;

    private final SystemUnderTest system;
    private final BoxOffice office;

    LiveViewTest(@Hasty SystemUnderTest system) {
        this.system = system;
        office = new BoxOffice(system);
    }

    @Test
    void everyStepComesOnceAsItHappensWithTheHeadOfTheStoryAfterIt() {
        Booked booked = office.reserve(office.musical(10, 1_000), 2);
        try (EventStream stream = EventStream.of(system, booked).opened()) {
            BoxOffice.eventually().until(() -> stream.steps().size() == CONFIRMED.size());
            assertThat(stream.steps()).containsExactlyInAnyOrderElementsOf(CONFIRMED);
            office.cancel(booked);
            BoxOffice.eventually().until(() -> stream.messages().size() == WHOLE_STORY);

            assertThat(stream.steps()).containsExactlyInAnyOrderElementsOf(office.history(booked));
            assertThat(stream.unexpected()).isEmpty();
            assertThat(stream.retry()).isNotBlank().containsOnlyDigits();
            assertThat(stream.header("Cache-Control")).contains("no-store");
            JsonNode first = stream.messages().getFirst().data();
            assertThat(first.path("what").asText()).isEqualTo("ReservationPlaced");
            assertThat(first.path("status").asText()).isEqualTo("RESERVED");
            assertThat(first.path("paymentStatus").asText()).isEqualTo("PENDING");
            assertThat(stream.messages().getLast().data()).isEqualTo(lastUpdate(office.story(booked), stream.steps()));
        }
    }

    @Test
    void whoComesLateReadsTheHistoryInItsOrder() {
        Booked booked = wholeStory();
        try (EventStream stream = EventStream.of(system, booked)) {
            BoxOffice.eventually().until(() -> stream.messages().size() == WHOLE_STORY);
            assertThat(stream.steps()).isEqualTo(office.history(booked));
        }
    }

    @Test
    void whoGoesAwayAfterAnyMessageGoesOnWithTheNext() {
        Booked booked = wholeStory();
        List<Message> all;
        try (EventStream stream = EventStream.of(system, booked)) {
            BoxOffice.eventually().until(() -> stream.messages().size() == WHOLE_STORY);
            all = stream.messages();
        }
        for (int read = 1; read < WHOLE_STORY; read++) {
            List<String> rest = idsOf(all.subList(read, WHOLE_STORY));
            try (EventStream again = EventStream.after(all.get(read - 1).id(), system, booked)) {
                BoxOffice.eventually().until(() -> again.messages().size() >= rest.size());
                assertThat(idsOf(again.messages())).isEqualTo(rest);
            }
        }
        try (EventStream again = EventStream.after(all.getLast().id(), system, booked)) {
            BoxOffice.eventually().until(() -> again.comments() > 2);
            assertThat(again.messages()).isEmpty();
        }
    }

    @Test
    void whoGoesAwayAndComesAgainWhileItHappensReadsEachStepOnce() {
        Booked booked = office.reserve(office.musical(10, 1_000), 1);
        List<Message> read = new ArrayList<>();
        for (int visit = 0; read.size() < WHOLE_STORY; visit++) {
            if (visit == 2) {
                office.cancel(booked);
            }
            try (EventStream stream = read.isEmpty()
                    ? EventStream.of(system, booked)
                    : EventStream.after(read.getLast().id(), system, booked)) {
                BoxOffice.eventually()
                        .until(() -> !stream.messages().isEmpty() || (stream.comments() > 1 && read.size() == 4));
                read.addAll(stream.messages());
            }
        }
        assertThat(read)
                .extracting(message -> message.data().path("what").asText())
                .containsExactlyInAnyOrderElementsOf(office.history(booked));
        assertThat(idsOf(read)).doesNotHaveDuplicates();
    }

    @Test
    void aStreamIsOpenBeforeItsStoryBegins() {
        String nobodys = "/myPages/" + UUID.randomUUID() + "/events";
        String password = system.managerPassword();
        try (EventStream stream = EventStream.of(
                        system, nobodys, Map.of("Authorization", Client.basic("manager", password)))
                .opened()) {
            BoxOffice.eventually().until(() -> stream.comments() > 2);
            assertThat(stream.messages()).isEmpty();
            assertThat(stream.isEnded()).isFalse();
        }
    }

    @Test
    void onlyItsOwnerAndTheManagerMayFollowAStory() {
        Booked booked = office.reserve(office.musical(10), 1);
        Booked other = office.reserve(office.musical(10), 1);
        String path = EventStream.pathOf(booked);
        office.guest().get(path).problem(401, "unauthenticated");
        office.owner(other).get(path).problem(403, "forbidden");
        office.guest().get("/myPages/nonsense/events").problem(404, "not-found");
        office.owner(booked).with("Accept", "application/json").get(path).problem(406, "not-acceptable");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "1",
                "1.1.1.1",
                "0-1.1.1",
                "0-1.1.1.-1",
                "0-1.1.1.1.1",
                "0-99999999.0.0.0",
                "9999999-1.0.0.0"
            })
    void aBrokenLastEventIdIsRefused(String id) {
        Booked booked = office.reserve(office.musical(10), 1);
        office.owner(booked)
                .with("Last-Event-ID", id)
                .get(EventStream.pathOf(booked))
                .violates("Last-Event-ID");
    }

    /** As after a restore to an earlier moment, and after a rebuilding. */
    @ParameterizedTest
    @ValueSource(strings = {"0-99.0.0.0", "7-1.0.0.0"})
    void anIdThatCountsMoreThanIsKnownOrIsOfAnotherViewBeginsAnew(String id) {
        Booked booked = office.reserve(office.musical(10, 1_000), 1);
        BoxOffice.eventually().until(() -> office.history(booked).size() == CONFIRMED.size());
        try (EventStream stream = EventStream.after(id, system, booked)) {
            BoxOffice.eventually().until(() -> stream.messages().size() == CONFIRMED.size());
            assertThat(stream.steps()).isEqualTo(office.history(booked));
        }
    }

    @Test
    void oneStreamMoreThanTheLimitIsRefusedAndWhoGoesAwayMakesRoom() {
        awaitOpen(0);
        Booked booked = office.reserve(office.musical(10), 1);
        List<EventStream> streams = new ArrayList<>();
        try {
            for (int i = 0; i < Hasty.STREAMS_OPEN_MAX; i++) {
                streams.add(EventStream.of(system, booked).opened());
            }
            awaitOpen(Hasty.STREAMS_OPEN_MAX);
            Answer refused = office.owner(booked).impatient().get(EventStream.pathOf(booked));
            refused.problem(503, "temporarily-unavailable");
            assertThat(refused.header("Retry-After")).isPresent();
            streams.removeLast().close();
            awaitOpen(Hasty.STREAMS_OPEN_MAX - 1);
            streams.add(EventStream.of(system, booked).opened());
        } finally {
            streams.forEach(EventStream::close);
        }
        awaitOpen(0);
    }

    @Test
    void openStreamsDoNotKeepTheProcessFromStopping() {
        Booked booked = wholeStory();
        try (EventStream stream = EventStream.of(system, booked).opened()) {
            BoxOffice.eventually().until(() -> stream.messages().size() == WHOLE_STORY);
            long begun = System.nanoTime();
            system.stop();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            String complaints = system.console().err();
            system.start();
            assertThat(took).as("requests under way are waited for up to 20 s").isLessThan(Duration.ofSeconds(18));
            assertThat(complaints).doesNotContain("Exception", "ERROR");
            BoxOffice.eventually().until(stream::isEnded);
            assertThat(stream.isEndedInOrder()).isTrue();
            String last = stream.messages().getLast().id();
            try (EventStream again = EventStream.after(last, system, booked).opened()) {
                BoxOffice.eventually().until(() -> again.comments() > 2);
                assertThat(again.messages()).isEmpty();
            }
        }
    }

    @Test
    void everyStepOfTheHistoryNamesTheRequestThatLedToIt() {
        String traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        Booked booked = BoxOffice.booked(office.guest()
                .with("Correlation-Id", "A")
                .with("traceparent", traceparent)
                .post("/reservations", BoxOffice.wish(office.musical(10, 1_000), 1))
                .expect(201));
        BoxOffice.eventually().until(() -> office.history(booked).size() == CONFIRMED.size());
        office.owner(booked)
                .with("Correlation-Id", "B")
                .delete("/reservations/" + booked.id())
                .expect(202);
        BoxOffice.eventually().until(() -> office.history(booked).size() == WHOLE_STORY);

        JsonNode history = office.story(booked).path("history");
        assertThat(history.findValuesAsText("correlationId")).containsExactly("A", "A", "A", "A", "B", "B", "B", "B");
        assertThat(StreamSupport.stream(history.spliterator(), false)
                        .map(step -> step.path("traceparent").asText()))
                .containsExactly(traceparent, traceparent, traceparent, traceparent, "", "", "", "");
        try (EventStream stream = EventStream.of(system, booked)) {
            BoxOffice.eventually().until(() -> stream.messages().size() == WHOLE_STORY);
            assertThat(stream.messages())
                    .extracting(message -> message.data().path("correlationId").asText())
                    .containsExactly("A", "A", "A", "A", "B", "B", "B", "B");
        }
    }

    /** Reserved, paid, told, cancelled, given back, told. */
    private Booked wholeStory() {
        Booked booked = office.reserve(office.musical(10, 1_000), 1);
        BoxOffice.eventually().until(() -> office.history(booked).size() == CONFIRMED.size());
        office.cancel(booked);
        BoxOffice.eventually().until(() -> office.history(booked).size() == WHOLE_STORY);
        return booked;
    }

    private void awaitOpen(int streams) {
        BoxOffice.eventually()
                .untilAsserted(() ->
                        assertThat(system.metrics()).contains("outerpark_customercenter_streams " + streams + ".0"));
    }

    /** What the last message has to be: the story's head, and the step of that name. */
    private static JsonNode lastUpdate(JsonNode story, List<String> steps) {
        JsonNode update = story.deepCopy();
        JsonNode history = ((ObjectNode) update).remove("history");
        StreamSupport.stream(history.spliterator(), false)
                .filter(step -> step.path("what").asText().equals(steps.getLast()))
                .reduce((before, last) -> last)
                .orElseThrow()
                .properties()
                .forEach(field -> ((ObjectNode) update).set(field.getKey(), field.getValue()));
        return update;
    }

    private static List<String> idsOf(List<Message> messages) {
        return messages.stream().map(Message::id).toList();
    }
}
