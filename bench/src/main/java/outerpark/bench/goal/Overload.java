package outerpark.bench.goal;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import outerpark.bench.load.OpenLoop;
import outerpark.bench.load.Wrk;
import outerpark.bench.site.Books;
import outerpark.bench.site.Product;
import outerpark.bench.site.Show;
import outerpark.bench.site.Wire;
import outerpark.machine.DataFolder;
import outerpark.machine.EmbeddedServer;
import outerpark.machine.console.Pause;

/** More customers than a slower part can serve: first the payment provider is that part, then the database. */
public final class Overload implements Experiment {

    private static final Goal APPROVALS =
            Goal.atLeast("P6", "the provider limited to C, offered 3C and 5C: approvals ÷ C", 0.95, "×");
    private static final Goal GOODPUT = Goal.atLeast(
            "P6", "the database far away, offered 3 and 5 times what it then carries: acknowledged ÷ that", 0.90, "×");
    private static final Goal TAIL =
            Goal.atMost("P6", "either way: p99 of the acknowledged ÷ p99 at 0.8 of what is carried", 2, "×");
    private static final Goal REFUSAL = Goal.atMost("P6", "either way: p99 until a refusal", 10, "ms");
    private static final Goal BACK =
            Goal.atMost("P6", "the load gone to 0.8 of what is carried: until all of it is acknowledged again", 1, "s");

    private static final int CALLS_AT_ONCE = 20;
    private static final int CALL_MILLIS = 100;
    private static final double PROVIDER_RATE = CALLS_AT_ONCE * 1e3 / CALL_MILLIS;
    private static final String SLOW = "{\"latencyMs\": %d, \"declineRate\": 0, \"errorRate\": 0, \"down\": false}";

    private static final Duration FAR = Duration.ofMillis(20);
    /** Else a far database carries as much as a near one, in larger batches. */
    private static final String BATCH_MAX = "20";

    private static final int WARM_UP_ROUNDS = 3;
    private static final double CALM = 0.8;
    private static final List<Double> TOO_MUCH = List.of(3.0, 5.0);
    private static final Duration SETTLED = Duration.ofSeconds(3);
    private static final Duration SPAN = Duration.ofMillis(500);
    private static final double ALL = 0.99;
    private static final Duration REST_WITHIN = Duration.ofMinutes(10);

    private final Setting setting;
    private final Duration load;
    private final List<Double> approvals = new ArrayList<>();
    private final List<Double> goodputs = new ArrayList<>();
    private final List<Double> tails = new ArrayList<>();
    private final List<Double> refusals = new ArrayList<>();
    private final List<Double> backs = new ArrayList<>();

    public Overload(Setting setting) {
        this.setting = setting;
        this.load = Duration.ofSeconds(setting.isQuick() ? 8 : 15);
    }

    @Override
    public Set<String> ids() {
        return Set.of("P6");
    }

    @Override
    public List<Result> run() throws IOException {
        overloadProvider();
        overloadDatabase();
        return List.of(
                new Result(APPROVALS, approvals, "C is %.0f/s".formatted(PROVIDER_RATE)),
                new Result(GOODPUT, goodputs, "%d ms for each round trip".formatted(FAR.toMillis())),
                new Result(TAIL, tails, "provider, then database"),
                new Result(REFUSAL, refusals.isEmpty() ? List.of(0.0) : refusals, "if anybody was refused"),
                new Result(BACK, backs, "database"));
    }

    private void overloadProvider() throws IOException {
        Map<String, String> limits = Map.of("OUTERPARK_PAYMENT_CALL_CONCURRENT_MAX", Integer.toString(CALLS_AT_ONCE));
        try (Product product = Product.startAnew(
                        setting.checkout(), setting.work().resolve("slow-provider"), limits, List.of());
                Books books = Books.open(product.database());
                OpenLoop customers = new OpenLoop(URI.create(product.address()))) {
            approvals(product, books, customers, CALM);
            for (int i = 1; i <= setting.pairs(); i++) {
                double calm = tail(approvals(product, books, customers, CALM).customers());
                for (double factor : TOO_MUCH) {
                    Approvals much = approvals(product, books, customers, factor);
                    approvals.add(much.rate() / PROVIDER_RATE);
                    note(much.customers(), calm);
                    setting.say(
                            "  %d of %d: provider of %.0f/s, offered %.0f times that: %.0f approvals/s, %s",
                            i, setting.pairs(), PROVIDER_RATE, factor, much.rate(), inWords(much.customers(), calm));
                }
            }
            product.check(setting.out());
        }
    }

    private record Approvals(double rate, OpenLoop.Outcome customers) {}

    private Approvals approvals(Product product, Books books, OpenLoop customers, double factor) {
        Show show = product.openShow();
        product.turnDial(SLOW.formatted(CALL_MILLIS));
        CompletableFuture<OpenLoop.Outcome> under = CompletableFuture.supplyAsync(
                () -> customers.run(new OpenLoop.Plan(show.order(), factor * PROVIDER_RATE, load, 0)));
        Pause.of(SETTLED);
        long before = books.approved(show);
        long from = System.nanoTime();
        Pause.of(load.minus(SETTLED));
        double rate = (books.approved(show) - before) / ((System.nanoTime() - from) / 1e9);
        OpenLoop.Outcome outcome = under.join();
        product.turnDial(SLOW.formatted(0));
        books.awaitRest(REST_WITHIN);
        books.balance(show, outcome.acknowledged().getTotalCount(), outcome.unanswered());
        return new Approvals(rate, outcome);
    }

    private void overloadDatabase() throws IOException {
        Map<String, String> limits = Map.of(
                "OUTERPARK_RESERVATION_PLACING_BATCH_MAX", BATCH_MAX, "OUTERPARK_MUSICAL_TAKE_BATCH_MAX", BATCH_MAX);
        Path folder = setting.work().resolve("far-database");
        try (DataFolder data = DataFolder.open(folder.resolve("server" + System.currentTimeMillis()));
                EmbeddedServer server = EmbeddedServer.start(data);
                Wire wire = Wire.to(server.port(), FAR)) {
            String url = Files.readString(data.path().resolve(EmbeddedServer.URL_FILE))
                    .strip()
                    .replace(":" + server.port() + "/", ":" + wire.port() + "/");
            try (Product product = Product.startAnew(
                            setting.checkout(), folder.resolve("product"), limits, List.of("--database-url", url));
                    Books books = Books.open(server.admin());
                    OpenLoop customers = new OpenLoop(URI.create(product.address()))) {
                overloadDatabase(product, books, customers);
                product.check(setting.out());
            }
        }
    }

    private void overloadDatabase(Product product, Books books, OpenLoop customers) throws IOException {
        Wrk wrk = Wrk.find(setting.work());
        for (int i = 0; i < WARM_UP_ROUNDS; i++) {
            wrk.place(product.address(), product.openShow().order(), load);
        }
        books.awaitRest(REST_WITHIN);
        for (int i = 1; i <= setting.pairs(); i++) {
            Show show = product.openShow();
            Wrk.Run closed = wrk.place(product.address(), show.order(), load);
            books.awaitRest(REST_WITHIN);
            books.balance(show, closed.acknowledged(), Wrk.CONNECTIONS);
            double peak = closed.rate();
            double calm = tail(place(product, books, customers, CALM * peak));
            for (double factor : TOO_MUCH) {
                long from = System.nanoTime();
                OpenLoop.Outcome much = place(product, books, customers, factor * peak, CALM * peak);
                goodputs.add(much.rate(from, from + load.toNanos()) / peak);
                note(much, calm);
                setting.say(
                        "  %d of %d: database that carries %,.0f/s, offered %.0f times that: %.2f of it, %s, back in"
                                + " %.1f s",
                        i, setting.pairs(), peak, factor, goodputs.getLast(), inWords(much, calm), backs.getLast());
            }
        }
    }

    private OpenLoop.Outcome place(Product product, Books books, OpenLoop customers, double rate) {
        Show show = product.openShow();
        OpenLoop.Outcome outcome = customers.run(new OpenLoop.Plan(show.order(), rate, load, 0));
        books.awaitRest(REST_WITHIN);
        books.balance(show, outcome.acknowledged().getTotalCount(), outcome.unanswered());
        return outcome;
    }

    /** At that rate, and at once at a calmer one. */
    private OpenLoop.Outcome place(Product product, Books books, OpenLoop customers, double rate, double thenRate) {
        Show show = product.openShow();
        Show thenShow = product.openShow();
        OpenLoop.Outcome outcome = customers.run(new OpenLoop.Plan(show.order(), rate, load, 0));
        long from = System.nanoTime();
        OpenLoop.Outcome then = customers.run(new OpenLoop.Plan(thenShow.order(), thenRate, load, 0));
        backs.add(secondsUntil(then, from, ALL * thenRate));
        books.awaitRest(REST_WITHIN);
        books.balance(show, outcome.acknowledged().getTotalCount(), outcome.unanswered());
        books.balance(thenShow, then.acknowledged().getTotalCount(), then.unanswered());
        return outcome;
    }

    /** The begin of the first span in which it was so many a second. */
    private double secondsUntil(OpenLoop.Outcome outcome, long from, double rate) {
        long to = from + load.toNanos() - SPAN.toNanos();
        for (long begin = from; begin < to; begin += SPAN.toNanos() / 10) {
            if (outcome.rate(begin, begin + SPAN.toNanos()) >= rate) {
                return (begin - from) / 1e9;
            }
        }
        return load.toMillis() / 1e3;
    }

    private void note(OpenLoop.Outcome customers, double calm) {
        tails.add(tail(customers) / calm);
        if (customers.refused().getTotalCount() > 0) {
            refusals.add(customers.refused().getValueAtPercentile(99) / 1e3);
        }
    }

    private static double tail(OpenLoop.Outcome customers) {
        return customers.acknowledged().getValueAtPercentile(99) / 1e3;
    }

    private static String inWords(OpenLoop.Outcome customers, double calm) {
        return "acknowledged within %.0f ms (p99; %.0f ms at 0.8), %d refused within %.0f ms"
                .formatted(
                        tail(customers),
                        calm,
                        customers.refused().getTotalCount(),
                        customers.refused().getValueAtPercentile(99) / 1e3);
    }
}
