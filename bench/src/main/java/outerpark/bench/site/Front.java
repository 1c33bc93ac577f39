package outerpark.bench.site;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;
import outerpark.operator.Operator;
import outerpark.operator.access.RunningSystem;

/** What whoever reaches it over HTTP can see of a system; all that there is to see of one that is not ours. */
public final class Front {

    /** Of a show that nothing sells out. */
    public static final int SEATS = 10_000_000;

    private static final int PRICE = 50_000;
    private static final int ID_MIN = 100_000;
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);
    private static final RandomGenerator RANDOM = new SecureRandom();

    private final RunningSystem manager;

    /** As its manager reaches it. */
    public Front(RunningSystem manager) {
        this.manager = manager;
    }

    /** A new show, under an id that nobody else is likely to choose. */
    public Show openShow(int seats) {
        int id = RANDOM.nextInt(ID_MIN, Integer.MAX_VALUE);
        JsonNode show = manager.post(
                        "/musicals",
                        "{\"musicalId\": %d, \"name\": \"bench\", \"price\": %d, \"reservableSeat\": %d}"
                                .formatted(id, PRICE, seats))
                .expect(201);
        return new Show(show.path("musicalId").asLong(id), seats);
    }

    /** Seats of the show that it says can still be reserved. */
    public long reservable(Show show) {
        JsonNode reservable =
                manager.get("/musicals/" + show.musicalId()).expect(200).path("reservableSeat");
        if (!reservable.isIntegralNumber()) {
            throw new Refused("the show does not say how many seats can be reserved");
        }
        return reservable.asLong();
    }

    /** Returns when every reservation of the show is confirmed or cancelled. */
    public void awaitDecided(Show show, Duration patience) {
        long giveUpAt = System.nanoTime() + patience.toNanos();
        while (reserved(show) > 0) {
            if (System.nanoTime() > giveUpAt) {
                throw new Refused("after %d s there are reservations still undecided".formatted(patience.toSeconds()));
            }
            Pause.of(LOOK_EVERY);
        }
    }

    private long reserved(Show show) {
        JsonNode summary = manager.get("/reservations/summary?musicalId=" + show.musicalId())
                .expect(200);
        return summary.path("byStatus").path("RESERVED").path("reservations").asLong();
    }

    /**
     * Holds the seats that are gone, one for each reservation, against what was acknowledged.
     *
     * @param cut connections that were cut, each of which may have been about to bring an acknowledgement
     * @throws Refused if they do not agree
     */
    public void balance(Show show, long acknowledged, long cut) {
        long gone = show.seats() - reservable(show);
        if (gone < acknowledged || gone > acknowledged + cut) {
            throw new Refused("%d seats were acknowledged and %d are gone".formatted(acknowledged, gone));
        }
    }

    /** Lets the operator's checker loose on it. */
    static void check(String address, Map<String, String> environment, PrintStream out) {
        List<String> arguments = List.of(RunningSystem.URL_OPTION, address, "--seconds", "5");
        if (Operator.command("check").orElseThrow().run(arguments, environment, out) != 0) {
            throw new Refused("the checker found something wrong: nothing that was measured counts");
        }
    }
}
