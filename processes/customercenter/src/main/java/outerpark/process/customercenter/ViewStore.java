package outerpark.process.customercenter;

import io.vertx.core.Future;
import io.vertx.redis.client.RedisAPI;
import io.vertx.redis.client.Response;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event;
import outerpark.customercenter.domain.ShowName;
import outerpark.customercenter.domain.Telling;
import outerpark.customercenter.domain.Told;
import outerpark.http.Page;

/**
 * The view in Redis: for each reservation a hash of what was told about it, for each show its name, and beside them how
 * far the log is read. What is read and what follows from it are written by one script, so a view that lost its last
 * second, or everything, says itself where to go on.
 */
@Singleton
final class ViewStore {

    /** Whose stories have something new is told on this channel, a reservation a message. */
    static final String NEWS = "view:told";

    private static final String VIEW = "view";
    private static final String OFFSETS = "view:offsets";
    private static final String TARGETS = "view:targets";
    private static final Script ADD = new Script("add.lua", VIEW, OFFSETS, TARGETS);
    private static final Script READ = new Script("read.lua", VIEW, TARGETS);
    private static final Script LIST = new Script("list.lua", VIEW, TARGETS);
    private static final Script BEGIN = new Script("begin.lua", VIEW, OFFSETS, TARGETS);
    private static final Script REMOVE = new Script("remove.lua", VIEW);

    /** By SQLSTATE: it may pass. */
    static final String CONNECTION_FAILURE = "08006";

    /** A field of a story that is no event. */
    private static final String MUSICAL = "musical";

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final int SCAN_SIZE = 1_000;

    private final RedisAPI redis;

    ViewStore(RedisAPI redis) {
        this.redis = redis;
    }

    /** Redis gives no answer: whether it has done what it was asked is unknown. */
    static final class Away extends RuntimeException {
        Away(@Nullable Throwable cause) {
            super("Redis gives no answer" + (cause == null ? " in time" : ": " + cause.getMessage()), cause);
        }

        /** For who works in a transaction: it fails as if its database were away, so it may be tried again. */
        SQLException asOfDatabase() {
            return new SQLException(getMessage(), CONNECTION_FAILURE, this);
        }
    }

    /**
     * A part of a partition of the log.
     *
     * @param from the offset of its first record
     * @param to the offset after its last
     */
    record Span(long from, long to) {}

    /**
     * The view as it stands.
     *
     * @param begunAt when it was begun
     * @param offsets where to go on, by the partition's name; the beginning for one that is not named
     * @param isRebuilding whether it has not come as far yet as the log had when it was begun
     */
    record State(int generation, Instant begunAt, Map<String, Long> offsets, boolean isRebuilding) {}

    /** Empty if there is no view: it was never begun, or is lost. */
    Optional<State> state() {
        Map<String, String> view = fields(await(redis.hgetall(VIEW)));
        String generation = view.get("generation");
        if (generation == null) {
            return Optional.empty();
        }
        Map<String, Long> offsets = new HashMap<>();
        fields(await(redis.hgetall(OFFSETS)))
                .forEach((partition, offset) -> offsets.put(partition, Long.parseLong(offset)));
        boolean isRebuilding = number(await(redis.exists(List.of(TARGETS)))) == 1;
        return Optional.of(new State(
                Integer.parseInt(generation),
                Instant.parse(view.getOrDefault("begun", Instant.EPOCH.toString())),
                offsets,
                isRebuilding));
    }

    /**
     * Begins a view that is made anew from the log.
     *
     * @param before the generation that is there; empty if there is no view
     * @param targets how far the log has come, by the partition's name
     * @return whether it is begun; if not, somebody else was first
     */
    boolean begin(Optional<Integer> before, int generation, Instant at, Map<String, Long> targets) {
        List<String> arguments = new ArrayList<>();
        arguments.add(before.map(String::valueOf).orElse(""));
        arguments.add(Integer.toString(generation));
        arguments.add(at.toString());
        targets.forEach((partition, offset) -> {
            arguments.add(partition);
            arguments.add(Long.toString(offset));
        });
        return isDone(await(BEGIN.run(redis, arguments)));
    }

    /**
     * Adds what is not there yet, and moves on in the log; events may come again, and in any order.
     *
     * @param spans the parts of the log that these events stand in, by the partition's name
     * @return whether it is done; if not, the view is another one, or is not at the begin of these spans
     */
    boolean add(int generation, Map<String, Span> spans, Collection<Envelope> events) {
        List<String> arguments = new ArrayList<>();
        arguments.add(Integer.toString(generation));
        arguments.add(NEWS);
        arguments.add(Integer.toString(spans.size()));
        spans.forEach((partition, span) -> {
            arguments.add(partition);
            arguments.add(Long.toString(span.from()));
            arguments.add(Long.toString(span.to()));
        });
        addSteps(arguments, events);
        addShows(arguments, events);
        return isDone(await(ADD.run(redis, arguments)));
    }

    /** See {@link outerpark.customercenter.Stories#read}. */
    Optional<Map<UUID, Telling>> read(Collection<UUID> reservationIds) {
        List<String> ids = reservationIds.stream().map(UUID::toString).toList();
        @Nullable Response answer = awaitAny(READ.run(redis, ids));
        if (answer == null) {
            return Optional.empty();
        }
        int generation = number(answer.get(0));
        Map<UUID, Telling> tellings = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            List<Told> told = told(fields(answer.get(1 + 2 * i)));
            if (!told.isEmpty()) {
                String name = answer.get(2 + 2 * i).toString();
                tellings.put(UUID.fromString(ids.get(i)), new Telling(generation, told, name.isEmpty() ? null : name));
            }
        }
        return Optional.of(tellings);
    }

    /** See {@link outerpark.customercenter.Stories#ofCustomer}. */
    Optional<Page.Of<UUID>> ofCustomer(UUID customerId, Page page) {
        List<String> arguments =
                List.of(customerId.toString(), Long.toString(page.offset()), Integer.toString(page.size()));
        @Nullable Response answer = awaitAny(LIST.run(redis, arguments));
        if (answer == null) {
            return Optional.empty();
        }
        List<UUID> ids = new ArrayList<>();
        answer.get(1).forEach(id -> ids.add(UUID.fromString(id.toString())));
        return Optional.of(new Page.Of<>(ids, number(answer.get(0))));
    }

    /**
     * Removes what is left of other generations, bit by bit, as long as it is this one that is there; whatever is not
     * removed now is by the next call.
     */
    void removeOthers(int generation) {
        String mine = VIEW + ":" + generation + ":";
        String cursor = "0";
        do {
            Response page =
                    await(redis.scan(List.of(cursor, "MATCH", VIEW + ":[0-9]*", "COUNT", Integer.toString(SCAN_SIZE))));
            cursor = page.get(0).toString();
            List<String> others = new ArrayList<>(List.of(Integer.toString(generation)));
            page.get(1).forEach(key -> {
                if (!key.toString().startsWith(mine)) {
                    others.add(key.toString());
                }
            });
            if (others.size() > 1 && !isDone(await(REMOVE.run(redis, others)))) {
                return;
            }
        } while (!cursor.equals("0"));
    }

    private static void addSteps(List<String> arguments, Collection<Envelope> events) {
        int countAt = arguments.size();
        arguments.add("");
        int count = 0;
        for (Envelope event : events) {
            if (event.data() instanceof Event.OfReservation data) {
                count++;
                arguments.add(data.reservationId().toString());
                arguments.add(event.eventId().toString());
                arguments.addAll(placeOf(event));
                arguments.add(StoredStep.write(Told.of(event, data)));
            }
        }
        arguments.set(countAt, Integer.toString(count));
    }

    /** Of a placed reservation its musical, its customer if they were signed in, and its time. */
    private static List<String> placeOf(Envelope event) {
        if (!(event.data() instanceof Event.ReservationPlaced placed)) {
            return List.of("", "", "");
        }
        return List.of(
                Long.toString(placed.musicalId()),
                placed.customerId() == null ? "" : placed.customerId().toString(),
                Long.toString(ChronoUnit.MICROS.between(Instant.EPOCH, event.occurredAt())));
    }

    private static void addShows(List<String> arguments, Collection<Envelope> events) {
        List<ShowName> names = events.stream()
                .map(ViewStore::showNameIn)
                .flatMap(Optional::stream)
                .toList();
        arguments.add(Integer.toString(names.size()));
        for (ShowName show : names) {
            arguments.add(Long.toString(show.musicalId()));
            arguments.add(Long.toString(show.revision()));
            arguments.add(show.name());
        }
    }

    private static Optional<ShowName> showNameIn(Envelope event) {
        return switch (event.data()) {
            case Event.MusicalRegistered show ->
                Optional.of(new ShowName(show.musicalId(), show.name(), event.revision()));
            case Event.MusicalChanged show ->
                Optional.of(new ShowName(show.musicalId(), show.name(), event.revision()));
            case Event.OfReservation _ -> Optional.empty();
        };
    }

    /** In the order it arrived; of one batch in the order of the revisions. */
    private static List<Told> told(Map<String, String> story) {
        List<StoredStep> steps = new ArrayList<>(story.size());
        story.forEach((field, value) -> {
            if (!field.equals(MUSICAL)) {
                steps.add(StoredStep.read(UUID.fromString(field), value));
            }
        });
        return steps.stream().sorted(StoredStep.ARRIVAL).map(StoredStep::told).toList();
    }

    private static Map<String, String> fields(Response hash) {
        Map<String, String> fields = new HashMap<>();
        if (hash.isMap()) {
            hash.getKeys().forEach(key -> fields.put(key, hash.get(key).toString()));
        } else {
            for (int i = 0; i < hash.size(); i += 2) {
                fields.put(hash.get(i).toString(), hash.get(i + 1).toString());
            }
        }
        return fields;
    }

    private static int number(Response answer) {
        return Integer.parseInt(answer.toString());
    }

    private static boolean isDone(Response answer) {
        return number(answer) == 0;
    }

    private static Response await(Future<@Nullable Response> answer) {
        @Nullable Response response = awaitAny(answer);
        if (response == null) {
            throw new IllegalStateException("Redis answers nothing");
        }
        return response;
    }

    /** Null if Redis answers nothing. */
    private static @Nullable Response awaitAny(Future<@Nullable Response> answer) {
        try {
            return answer.toCompletionStage()
                    .toCompletableFuture()
                    .get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new Away(e.getCause());
        } catch (TimeoutException e) {
            throw new Away(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Away(e);
        }
    }
}
