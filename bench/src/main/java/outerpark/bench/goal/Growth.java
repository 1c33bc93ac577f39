package outerpark.bench.goal;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import outerpark.bench.load.Wrk;
import outerpark.bench.site.Books;
import outerpark.bench.site.Cpu;
import outerpark.bench.site.Product;
import outerpark.bench.site.Seeds;
import outerpark.bench.site.Show;
import outerpark.machine.console.Refused;

/** Whether a reservation costs more the more there is: shows, reservations, and time that a rush has lasted. */
public final class Growth implements Experiment {

    private static final double BOUND = 0.05;

    private static final Duration REST_WITHIN = Duration.ofMinutes(10);
    private static final int WARM_UP_ROUNDS = 6;

    private final Setting setting;
    private final Duration load;

    public Growth(Setting setting) {
        this.setting = setting;
        this.load = Duration.ofSeconds(setting.isQuick() ? 5 : 10);
    }

    @Override
    public Set<String> ids() {
        return Set.of("P9");
    }

    @Override
    public List<Result> run() throws IOException {
        Wrk wrk = Wrk.find(setting.work());
        if (!Cpu.isCounted()) {
            throw new Refused("P9 needs the processor times in Linux's /proc");
        }
        List<Long> shows = setting.isQuick() ? List.of(100L, 1_000L) : List.of(100L, 1_000L, 10_000L, 100_000L);
        List<Long> stored =
                setting.isQuick() ? List.of(10_000L, 100_000L) : List.of(10_000L, 100_000L, 1_000_000L, 10_000_000L);
        try (Product product =
                        Product.startAnew(setting.checkout(), setting.work().resolve("growth"));
                Books books = Books.open(product.database());
                Seeds seeds = Seeds.into(product.database())) {
            for (int i = 0; i < (setting.isQuick() ? 2 : WARM_UP_ROUNDS); i++) {
                micros(wrk, product, books, List.of(product.openShow()));
            }
            Result soak = soak(wrk, product, books);
            Result byShows = slope(
                    goal("shows", shows), shows, seeds::growShows, () -> micros(wrk, product, books, seeds.shows()));
            Result byStored = slope(
                    goal("stored reservations", stored),
                    stored,
                    seeds::growReservations,
                    () -> micros(wrk, product, books, List.of(product.openShow())));
            product.check(setting.out());
            return List.of(byShows, byStored, soak);
        }
    }

    private static Goal goal(String what, List<Long> sizes) {
        return Goal.atMost(
                "P9",
                "slope of log(processor time of a whole saga) over log(%s), from %,d to %,d"
                        .formatted(what, sizes.getFirst(), sizes.getLast()),
                BOUND,
                "");
    }

    /** What is measured at one size. */
    @FunctionalInterface
    private interface Measure {
        double micros() throws IOException;
    }

    /** One slope of each round of measures, since what has grown does not shrink again. */
    private Result slope(Goal goal, List<Long> sizes, LongConsumer growTo, Measure measure) throws IOException {
        List<List<Double>> costs = new ArrayList<>();
        for (long size : sizes) {
            growTo.accept(size);
            List<Double> here = new ArrayList<>();
            for (int i = 0; i < setting.pairs(); i++) {
                here.add(measure.micros());
            }
            setting.say("  %,d: %s µs", size, here.stream().map(Math::round).toList());
            costs.add(here);
        }
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < setting.pairs(); i++) {
            int round = i;
            slopes.add(slope(sizes, costs.stream().map(here -> here.get(round)).toList()));
        }
        return new Result(goal, slopes, "µs: " + costs);
    }

    private Result soak(Wrk wrk, Product product, Books books) throws IOException {
        int minutes = setting.isQuick() ? 2 : 10;
        Duration minute = Duration.ofSeconds(setting.isQuick() ? 10 : 60);
        Show show = product.openShow();
        List<Long> passed = new ArrayList<>();
        List<Double> costs = new ArrayList<>();
        long acknowledged = 0;
        for (int i = 1; i <= minutes; i++) {
            long begin = product.cpuMicros();
            Wrk.Run run = wrk.place(product.address(), show.order(), minute);
            acknowledged += run.acknowledged();
            passed.add((long) i);
            costs.add((double) (product.cpuMicros() - begin) / run.acknowledged());
            setting.say("  soaking, %d of %d: %,.0f reservations/s, %.0f µs", i, minutes, run.rate(), costs.getLast());
        }
        books.awaitRest(REST_WITHIN);
        books.balance(show, acknowledged, (long) minutes * Wrk.CONNECTIONS);
        Goal goal = Goal.atMost(
                "P9", "slope of log(processor time of a reservation) over log(minutes of a rush)", BOUND, "");
        return new Result(goal, List.of(slope(passed, costs)), "µs in each minute: " + costs);
    }

    /** Of a whole saga, in microseconds, the shows taken in turn. */
    private double micros(Wrk wrk, Product product, Books books, List<Show> shows) throws IOException {
        long begin = product.cpuMicros();
        Wrk.Run run = wrk.place(product.address(), shows, load);
        if (run.acknowledged() == 0) {
            throw new Refused("all reservations were refused");
        }
        books.awaitRest(REST_WITHIN);
        double micros = (double) (product.cpuMicros() - begin) / run.acknowledged();
        if (shows.size() == 1) {
            books.balance(shows.getFirst(), run.acknowledged(), Wrk.CONNECTIONS);
        }
        return micros;
    }

    /** Of the straight line through the points, both ways on logarithmic scales, by least squares. */
    static double slope(List<Long> sizes, List<Double> costs) {
        double meanX = sizes.stream().mapToDouble(Math::log).average().orElseThrow();
        double meanY = costs.stream().mapToDouble(Math::log).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (int i = 0; i < sizes.size(); i++) {
            double x = Math.log(sizes.get(i)) - meanX;
            above += x * (Math.log(costs.get(i)) - meanY);
            below += x * x;
        }
        return above / below;
    }
}
