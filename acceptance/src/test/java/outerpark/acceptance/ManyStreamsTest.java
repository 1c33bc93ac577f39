package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import outerpark.acceptance.BoxOffice.Booked;
import outerpark.acceptance.EventStream.Message;

/** Thousands may follow their stories at once: an open stream has no thread, and little memory. */
class ManyStreamsTest {

    private static final int STREAMS = 2_000;
    private static final int BOOKINGS = 200;
    private static final int CLIENTS = 20;
    private static final int CANCELLED_EVERY = 10;
    private static final long HEAP_KB_OF_A_STREAM_MAX = 100;
    private static final int A_FEW_THREADS = 10;
    private static final int WHOLE_STORY = 8;
    private static final Pattern LIVE_THREADS = Pattern.compile("(?m)^jvm_threads_live_threads ([0-9.]+)$");
    private static final Pattern OPEN = Pattern.compile("(?m)^outerpark_customercenter_streams ([0-9.]+)$");
    private static final Pattern HEAP_USED_KB = Pattern.compile("used (\\d+)K");
    private static final Pattern RESIDENT_KB = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final Standalone system = Standalone.started(Map.of());
    private final BoxOffice office = new BoxOffice(system);
    private final List<EventStream> streams = new ArrayList<>();

    @AfterEach
    void close() {
        streams.forEach(EventStream::close);
        system.close();
    }

    @Test
    @Tag("long")
    void twoThousandOpenStreamsGetTheirStepsWithoutAThreadForEachAndWithLittleMemory() {
        List<Booked> booked = book();
        long threadsBefore = metric(LIVE_THREADS);
        System.out.println("before:            " + figures());
        long heapBefore = heapUsedKb();

        for (int i = 0; i < STREAMS; i++) {
            streams.add(EventStream.of(system, booked.get(i % BOOKINGS)));
        }
        BoxOffice.eventually()
                .until(() ->
                        streams.stream().allMatch(stream -> stream.messages().size() == 4));
        assertThat(metric(OPEN)).isEqualTo(STREAMS);
        System.out.println("with " + STREAMS + " streams: " + figures());
        long heapWith = heapUsedKb();
        long threadsWith = metric(LIVE_THREADS);

        for (int i = 0; i < BOOKINGS; i += CANCELLED_EVERY) {
            office.cancel(booked.get(i));
        }
        BoxOffice.eventually()
                .until(() -> IntStream.range(0, STREAMS)
                        .filter(i -> i % CANCELLED_EVERY == 0)
                        .allMatch(i -> streams.get(i).messages().size() == WHOLE_STORY));
        List<Duration> delays = new ArrayList<>();
        for (int i = 0; i < STREAMS; i += CANCELLED_EVERY) {
            EventStream stream = streams.get(i);
            assertThat(stream.steps()).containsExactlyInAnyOrderElementsOf(office.history(booked.get(i % BOOKINGS)));
            stream.messages().subList(4, WHOLE_STORY).forEach(message -> delays.add(delayOf(message)));
        }
        delays.sort(null);
        System.out.printf(
                "from an event to its stream: median %d ms, 99 of 100 within %d ms, longest %d ms (%d events)%n",
                delays.get(delays.size() / 2).toMillis(),
                delays.get(delays.size() * 99 / 100).toMillis(),
                delays.getLast().toMillis(),
                delays.size());
        assertThat(streams.get(1).messages()).as("no news of others").hasSize(4);

        streams.forEach(EventStream::close);
        BoxOffice.eventually().until(() -> metric(OPEN) == 0);
        System.out.println("after:             " + figures());
        assertThat((heapWith - heapBefore) / STREAMS)
                .as("KB of heap for each stream")
                .isLessThan(HEAP_KB_OF_A_STREAM_MAX);
        assertThat(threadsWith).as("live threads").isLessThanOrEqualTo(threadsBefore + A_FEW_THREADS);
        assertThat(system.console().err()).doesNotContain("Exception", "ERROR");
    }

    /** Bookings whose stories have come to rest. */
    private List<Booked> book() {
        long musical = office.musical(BOOKINGS, 1_000);
        List<Booked> booked = Crowd.of(CLIENTS, client -> {
                    List<Booked> mine = new ArrayList<>();
                    for (int i = 0; i < BOOKINGS / CLIENTS; i++) {
                        mine.add(office.reserve(musical, 1));
                    }
                    return mine;
                })
                .stream()
                .flatMap(List::stream)
                .toList();
        BoxOffice.eventually().until(() -> confirmed(musical) == BOOKINGS);
        BoxOffice.eventually().until(() -> eventsNotInTheView() == 0);
        return booked;
    }

    private long confirmed(long musical) {
        return office.manager()
                .get("/reservations/summary?musicalId=" + musical)
                .json()
                .path("byStatus")
                .path("CONFIRMED")
                .path("reservations")
                .asLong();
    }

    private long eventsNotInTheView() {
        return office.manager().get("/operations/view").json().path("behind").asLong();
    }

    /** From the moment when it happened, by the services' clock, to the moment when the client has it. */
    private static Duration delayOf(Message message) {
        return Duration.between(Instant.parse(message.data().path("at").asText()), message.receivedAt());
    }

    /** After a collection. */
    private long heapUsedKb() {
        long pid = system.console().process().pid();
        jcmd(pid, "GC.run");
        long used = number(HEAP_USED_KB, jcmd(pid, "GC.heap_info"));
        assertThat(used).as("heap used, by jcmd").isPositive();
        return used;
    }

    private String figures() {
        long pid = system.console().process().pid();
        return "heap used %,d MB after a collection, resident %,d MB, %d live threads"
                .formatted(
                        heapUsedKb() / 1024,
                        number(RESIDENT_KB, read(Path.of("/proc/" + pid + "/status"))) / 1024,
                        metric(LIVE_THREADS));
    }

    private long metric(Pattern name) {
        return number(name, system.metrics());
    }

    private static long number(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .findFirst()
                .map((MatchResult found) -> (long) Double.parseDouble(found.group(1)))
                .orElse(-1L);
    }

    private static String jcmd(long pid, String command) {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "jcmd")
                                    .toString(),
                            Long.toString(pid),
                            command)
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty where there is no such file, as on systems other than Linux. */
    private static String read(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
