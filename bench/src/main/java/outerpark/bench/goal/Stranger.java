package outerpark.bench.goal;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import outerpark.bench.load.OpenLoop;
import outerpark.bench.load.Wrk;
import outerpark.bench.site.Front;
import outerpark.bench.site.Show;
import outerpark.operator.access.RunningSystem;

/**
 * Any server that registers a musical, tells of it and takes reservations as the task had it: {@code POST /musicals},
 * {@code GET /musicals/{id}}, {@code POST /reservations}. How many reservations it takes a second, how long each takes
 * at half of that, and whether it sells what there is and no more.
 */
public final class Stranger implements Experiment {

    private static final String PASSWORD = "OUTERPARK_MANAGER_PASSWORD";

    private static final Goal RATE = Goal.none("rate", "reservations/s of one show, 256 connections", true, "/s");
    private static final Goal MEDIAN = Goal.none("p50", "p50 of a reservation at half of that rate", false, "ms");
    private static final Goal TAIL = Goal.none("p99", "p99 of a reservation at half of that rate", false, "ms");
    private static final Goal UNSAID =
            Goal.atMost("unsaid", "seats of a show that sells out, gone without an answer that says so", 0, "");
    private static final Goal OVERSOLD =
            Goal.atMost("oversold", "seats of a show that sells out, sold beyond those there are", 0, "");

    private static final Duration WARM_UP = Duration.ofSeconds(10);
    private static final int FEW_SEATS = 2_000;
    private static final Duration SELL_OUT_ROUND = Duration.ofSeconds(5);
    private static final int SELL_OUT_ROUNDS_MAX = 60;

    private final Setting setting;
    private final URI address;
    private final Front front;
    private final Duration load;

    /** @param environment may have the manager's password */
    public Stranger(Setting setting, URI address, Map<String, String> environment) {
        this.setting = setting;
        this.address = address;
        String password = environment.get(PASSWORD);
        RunningSystem manager = RunningSystem.at(address, password == null ? "" : password);
        this.front = new Front(password == null ? manager.asGuest() : manager);
        this.load = Duration.ofSeconds(setting.isQuick() ? 5 : 20);
    }

    @Override
    public Set<String> ids() {
        return Set.of(RATE.id(), MEDIAN.id(), TAIL.id(), UNSAID.id(), OVERSOLD.id());
    }

    @Override
    public List<Result> run() throws IOException {
        Wrk wrk = Wrk.find(setting.work());
        List<Double> rates = new ArrayList<>();
        List<Double> medians = new ArrayList<>();
        List<Double> tails = new ArrayList<>();
        List<Double> unsaid = new ArrayList<>();
        List<Double> oversold = new ArrayList<>();
        wrk.place(address.toString(), front.openShow(Front.SEATS).bareOrder(), load);
        for (int i = 1; i <= setting.pairs(); i++) {
            double rate = wrk.place(
                            address.toString(), front.openShow(Front.SEATS).bareOrder(), load)
                    .rate();
            rates.add(rate);
            OpenLoop.Outcome calm = calm(rate / 2);
            medians.add(calm.acknowledged().getValueAtPercentile(50) / 1e3);
            tails.add(calm.acknowledged().getValueAtPercentile(99) / 1e3);
            Show show = front.openShow(FEW_SEATS);
            long sold = sellOut(wrk, show);
            long gone = show.seats() - front.reservable(show);
            unsaid.add((double) Math.max(0, gone - sold));
            oversold.add((double) Math.max(0, sold - show.seats()));
            setting.say(
                    "  %d of %d: %,.0f reservations/s; at half of it %.1f ms (p50), %.1f ms (p99), %d refused, %d"
                            + " unanswered; of %,d seats %,d sold, %,d gone",
                    i,
                    setting.pairs(),
                    rate,
                    medians.getLast(),
                    tails.getLast(),
                    calm.refused().getTotalCount(),
                    calm.unanswered(),
                    show.seats(),
                    sold,
                    gone);
        }
        return List.of(
                new Result(RATE, rates, ""),
                new Result(MEDIAN, medians, ""),
                new Result(TAIL, tails, ""),
                new Result(UNSAID, unsaid, ""),
                new Result(OVERSOLD, oversold, ""));
    }

    private OpenLoop.Outcome calm(double rate) {
        String order = front.openShow(Front.SEATS).bareOrder();
        try (OpenLoop customers = new OpenLoop(address)) {
            customers.run(new OpenLoop.Plan(order, rate / 4, WARM_UP, 0));
            return customers.run(new OpenLoop.Plan(order, rate, load, 0));
        }
    }

    /** Until nothing more is sold; how many were. */
    private long sellOut(Wrk wrk, Show show) throws IOException {
        long sold = 0;
        long lately = 1;
        for (int round = 0; lately > 0 && round < SELL_OUT_ROUNDS_MAX; round++) {
            lately = wrk.place(address.toString(), show.bareOrder(), SELL_OUT_ROUND)
                    .acknowledged();
            sold += lately;
        }
        return sold;
    }
}
