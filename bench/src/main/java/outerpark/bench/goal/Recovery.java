package outerpark.bench.goal;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import outerpark.bench.load.OpenLoop;
import outerpark.bench.load.Wrk;
import outerpark.bench.site.Books;
import outerpark.bench.site.Product;
import outerpark.bench.site.Show;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;

/** Everything killed under its peak load, and started again while customers go on asking. */
public final class Recovery implements Experiment {

    private static final Goal FIRST =
            Goal.atMost("P7", "killed at peak load and started again: to the first durable answer", 2, "s");
    private static final Goal HALF = Goal.atMost("P7", "to 50 % of the peak", 5, "s");
    private static final Goal MOST = Goal.atMost("P7", "to 90 % of the peak", 15, "s");

    /** The rate is told by so long a span. */
    private static final Duration SPAN = Duration.ofMillis(500);

    private static final Duration BEFORE = Duration.ofSeconds(10);
    private static final Duration AFTER = Duration.ofSeconds(30);
    private static final Duration REST_WITHIN = Duration.ofMinutes(10);

    private final Setting setting;

    public Recovery(Setting setting) {
        this.setting = setting;
    }

    @Override
    public Set<String> ids() {
        return Set.of("P7");
    }

    @Override
    public List<Result> run() throws IOException {
        List<Double> first = new ArrayList<>();
        List<Double> half = new ArrayList<>();
        List<Double> most = new ArrayList<>();
        Wrk wrk = Wrk.find(setting.work());
        try (Product product =
                Product.startAnew(setting.checkout(), setting.work().resolve("recovery"))) {
            for (int i = 1; i <= setting.pairs(); i++) {
                double peak = peak(product, wrk);
                Times times = killAndStart(product, peak);
                setting.say(
                        "  %d of %d: at %,.0f/s, first after %.2f s, half after %.2f s, nine tenths after %.2f s",
                        i, setting.pairs(), peak, times.first(), times.half(), times.most());
                first.add(times.first());
                half.add(times.half());
                most.add(times.most());
            }
            product.check(setting.out());
        }
        return List.of(
                new Result(FIRST, first, "from exec"),
                new Result(HALF, half, "from exec"),
                new Result(MOST, most, "from exec"));
    }

    /** What it acknowledges a second, warm, by a load that costs little; then it is let come to rest. */
    private double peak(Product product, Wrk wrk) throws IOException {
        Show show = product.openShow();
        double peak = 0;
        int rounds = setting.isQuick() ? 2 : 5;
        long acknowledged = 0;
        for (int i = 0; i < rounds; i++) {
            Wrk.Run run = wrk.place(product.address(), show.order(), Duration.ofSeconds(10));
            peak = Math.max(peak, run.rate());
            acknowledged += run.acknowledged();
        }
        try (Books books = Books.open(product.database())) {
            books.awaitRest(REST_WITHIN);
            books.balance(show, acknowledged, (long) rounds * Wrk.CONNECTIONS);
        }
        return peak;
    }

    /** In seconds from the new process's begin. */
    private record Times(double first, double half, double most) {}

    private Times killAndStart(Product product, double offered) throws IOException {
        Show show = product.openShow();
        OpenLoop.Outcome outcome;
        long killedAt;
        long startedAt;
        long loadedAt = System.nanoTime();
        try (OpenLoop customers = new OpenLoop(URI.create(product.address()))) {
            OpenLoop.Plan plan = new OpenLoop.Plan(show.order(), offered, BEFORE.plus(AFTER), 0);
            CompletableFuture<OpenLoop.Outcome> load = CompletableFuture.supplyAsync(() -> customers.run(plan));
            Pause.of(BEFORE);
            killedAt = System.nanoTime();
            product.kill();
            startedAt = System.nanoTime();
            product.startAgain();
            outcome = load.join();
        }
        try (Books books = Books.open(product.database())) {
            books.awaitRest(REST_WITHIN);
            books.balance(show, outcome.acknowledged().getTotalCount(), outcome.unanswered());
        }
        double peak = outcome.rate(loadedAt + (killedAt - loadedAt) / 2, killedAt);
        long first = outcome.acknowledgedAt().stream()
                .filter(at -> at > startedAt)
                .findFirst()
                .orElseThrow(() -> new Refused("nothing was acknowledged after the start"));
        return new Times(
                seconds(startedAt, first),
                seconds(startedAt, reaches(outcome, startedAt, peak * 0.5)),
                seconds(startedAt, reaches(outcome, startedAt, peak * 0.9)));
    }

    /** When the rate of a span was so high for the first time: the span's end. */
    private static long reaches(OpenLoop.Outcome outcome, long from, double rate) {
        for (long begin = from; begin < from + AFTER.toNanos(); begin += SPAN.toNanos() / 10) {
            if (outcome.rate(begin, begin + SPAN.toNanos()) >= rate) {
                return begin + SPAN.toNanos();
            }
        }
        return from + AFTER.toNanos();
    }

    private static double seconds(long from, long to) {
        return (to - from) / 1e9;
    }
}
