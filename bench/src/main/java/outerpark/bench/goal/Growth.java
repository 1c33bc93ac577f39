package outerpark.bench.goal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import outerpark.bench.load.Wrk;
import outerpark.bench.site.Books;
import outerpark.bench.site.Cpu;
import outerpark.bench.site.Product;
import outerpark.bench.site.Seeds;
import outerpark.bench.site.Show;
import outerpark.machine.Folders;
import outerpark.machine.console.Refused;

/** Whether a reservation costs more the more there is: shows, reservations, and time that a rush has lasted. */
public final class Growth implements Experiment {

    private static final double BOUND = 0.05;

    /** The sagas of a rush of ten minutes take longer than that. */
    private static final Duration REST_WITHIN = Duration.ofHours(1);

    /** A rush of ten minutes leaves more to be paid than would pause its sales. */
    private static final Map<String, String> NO_PAUSE =
            Map.of("OUTERPARK_RESERVATION_UNPAID_SECOND_MARK_COUNT", "1000000000");

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
        List<Result> results = new ArrayList<>();
        Path folder = setting.work().resolve("growth");
        try (Product product = Product.startAnew(setting.checkout(), folder);
                Books books = Books.open(product.database());
                Seeds seeds = Seeds.into(product.database())) {
            warmUp(wrk, product, books);
            results.add(slope(goal("shows", shows), shows, size -> {
                seeds.growShows(size);
                return new Point(
                        (double) size, whole(wrk, product, books, seeds.shows()).micros());
            }));
            results.add(slope(goal("stored reservations", stored), stored, size -> {
                seeds.growReservations(size);
                long before = seeds.stored();
                Cost cost = whole(wrk, product, books, List.of(product.openShow()));
                return new Point(before + cost.reservations() / 2.0, cost.micros());
            }));
            product.check(setting.out());
        }
        // What is stored by now fills the machine's memory, whose scarcity would count as a growth over time.
        Folders.removeAll(folder);
        Path soak = setting.work().resolve("soak");
        try (Product product = Product.startAnew(setting.checkout(), soak, NO_PAUSE, List.of());
                Books books = Books.open(product.database())) {
            warmUp(wrk, product, books);
            results.add(soak(wrk, product, books));
            product.check(setting.out());
        }
        return results;
    }

    private void warmUp(Wrk wrk, Product product, Books books) throws IOException {
        WarmUp.run(setting.isQuick(), () -> {
            double micros =
                    whole(wrk, product, books, List.of(product.openShow())).micros();
            setting.say("  warming up: %.0f µs", micros);
            return 1 / micros;
        });
    }

    private static Goal goal(String what, List<Long> sizes) {
        return Goal.atMost(
                "P9",
                "slope of log(processor time of a whole saga) over log(%s), from %,d to %,d"
                        .formatted(what, sizes.getFirst(), sizes.getLast()),
                BOUND,
                "");
    }

    /** What a whole saga costs at one size, in microseconds of the processors. */
    record Point(double size, double micros) {}

    /** Measures at about that size. */
    @FunctionalInterface
    private interface Measure {
        Point at(long size) throws IOException;
    }

    /** One slope of each round of measures, since what has grown does not shrink again. */
    private Result slope(Goal goal, List<Long> sizes, Measure measure) throws IOException {
        List<List<Point>> points = new ArrayList<>();
        for (long size : sizes) {
            List<Point> here = new ArrayList<>();
            for (int i = 0; i < setting.pairs(); i++) {
                here.add(measure.at(size));
                setting.say(
                        "  %,.0f: %.0f µs",
                        here.getLast().size(), here.getLast().micros());
            }
            points.add(here);
        }
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < setting.pairs(); i++) {
            int round = i;
            slopes.add(slope(points.stream().map(here -> here.get(round)).toList()));
        }
        return new Result(goal, slopes, points.toString());
    }

    private Result soak(Wrk wrk, Product product, Books books) throws IOException {
        int minutes = setting.isQuick() ? 2 : 10;
        Duration minute = Duration.ofSeconds(setting.isQuick() ? 10 : 60);
        Show show = product.openShow();
        List<Point> passed = new ArrayList<>();
        long acknowledged = 0;
        for (int i = 1; i <= minutes; i++) {
            long begin = product.cpuMicros();
            Wrk.Run run = wrk.place(product.address(), show.order(), minute);
            acknowledged += run.acknowledged();
            double micros = (double) (product.cpuMicros() - begin) / run.acknowledged();
            passed.add(new Point(i, micros));
            setting.say("  soaking, %d of %d: %,.0f reservations/s, %.0f µs", i, minutes, run.rate(), micros);
        }
        books.awaitRest(REST_WITHIN);
        books.balance(show, acknowledged, (long) minutes * Wrk.CONNECTIONS);
        Goal goal = Goal.atMost(
                "P9", "slope of log(processor time of a reservation) over log(minutes of a rush)", BOUND, "");
        return new Result(goal, List.of(slope(passed)), passed.toString());
    }

    /** Of each of so many reservations, come all the way, in microseconds of the processors. */
    private record Cost(long reservations, double micros) {}

    /** The shows taken in turn. */
    private Cost whole(Wrk wrk, Product product, Books books, List<Show> shows) throws IOException {
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
        return new Cost(run.acknowledged(), micros);
    }

    /** Of the straight line through the points, both ways on logarithmic scales, by least squares. */
    static double slope(List<Point> points) {
        double meanX =
                points.stream().mapToDouble(p -> Math.log(p.size())).average().orElseThrow();
        double meanY =
                points.stream().mapToDouble(p -> Math.log(p.micros())).average().orElseThrow();
        double above = 0;
        double below = 0;
        for (Point point : points) {
            double x = Math.log(point.size()) - meanX;
            above += x * (Math.log(point.micros()) - meanY);
            below += x * x;
        }
        return above / below;
    }
}
