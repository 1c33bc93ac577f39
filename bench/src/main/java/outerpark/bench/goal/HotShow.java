package outerpark.bench.goal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import outerpark.bench.load.Wrk;
import outerpark.bench.site.Books;
import outerpark.bench.site.Cpu;
import outerpark.bench.site.Naive;
import outerpark.bench.site.Product;
import outerpark.bench.site.Server;
import outerpark.bench.site.Show;
import outerpark.machine.FreePort;
import outerpark.machine.console.Refused;

/**
 * One show that everybody wants. In turn: the naive transaction while the product is at rest; the echo; and the
 * product, at first while everybody asks, then until the last saga has come all the way. All that follows is from
 * these three.
 */
public final class HotShow implements Experiment {

    private static final Goal RESERVATIONS =
            Goal.atLeast("P1", "hot show: acknowledged reservations/s ÷ the naive transaction", 15, "×");
    private static final Goal CPU = Goal.atMost("P2", "processor time of a reservation ÷ of an echo", 3, "×");
    private static final Goal SAGAS = Goal.atLeast(
            "P3", "whole sagas/s from the first request until all is at rest ÷ the naive transaction", 4, "×");

    private static final Duration WARM_UP_ROUND = Duration.ofSeconds(10);
    private static final Duration REST_WITHIN = Duration.ofMinutes(10);

    private final Setting setting;
    private final Duration naive;
    private final Duration echo;
    private final Duration load;
    private final List<Turn> turns = new ArrayList<>();

    public HotShow(Setting setting) {
        this.setting = setting;
        this.naive = Duration.ofSeconds(setting.isQuick() ? 3 : 8);
        this.echo = Duration.ofSeconds(setting.isQuick() ? 3 : 6);
        this.load = Duration.ofSeconds(setting.isQuick() ? 6 : 25);
    }

    /**
     * What one turn has shown.
     *
     * @param naive transactions a second
     * @param echoMicros of processor time for each echo
     * @param reservations acknowledged a second
     * @param micros of processor time for each, while everybody asks
     * @param sagas a second, from the first request until all is at rest
     * @param wholeMicros of processor time for each saga
     */
    private record Turn(
            double naive, double echoMicros, double reservations, double micros, double sagas, double wholeMicros) {}

    @Override
    public Set<String> ids() {
        return Set.of("P1", "P2", "P3", "P4");
    }

    @Override
    public List<Result> run() throws IOException {
        Wrk wrk = Wrk.find(setting.work());
        if (!Cpu.isCounted()) {
            throw new Refused("P2 needs the processor times in Linux's /proc");
        }
        try (Product product =
                        Product.startAnew(setting.checkout(), setting.work().resolve("hot-show"));
                Books books = Books.open(product.database());
                Server echoServer = startEcho()) {
            books.requireDurability();
            Naive baseline = Naive.beside(product.database());
            warmUp(product, books, wrk);
            wrk.run(echoServer.base().toString(), new Show(1, 1).order(), echo, "/echo");
            for (int i = 1; i <= setting.pairs(); i++) {
                turns.add(turn(product, books, wrk, baseline, echoServer));
                tell(i, turns.getLast());
            }
            Result latency = new SagaLatency(setting).run(product, books, sagaRate() / 2);
            product.check(setting.out());
            return Stream.concat(results().stream(), Stream.of(latency)).toList();
        }
    }

    private Server startEcho() throws IOException {
        int port = FreePort.choose();
        Path home = setting.checkout().resolve("bench/echo/target/quarkus-app/quarkus-run.jar");
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.http.host=127.0.0.1",
                "-jar",
                home.toString());
        return Server.start(command, Map.of(), setting.work().resolve("echo.log"), port, "/echo");
    }

    private void warmUp(Product product, Books books, Wrk wrk) throws IOException {
        WarmUp.run(setting.isQuick(), () -> {
            Show show = product.openShow();
            Wrk.Run run = wrk.place(product.address(), show.order(), WARM_UP_ROUND);
            setting.say("  warming up: %,.0f reservations/s", run.rate());
            books.awaitRest(REST_WITHIN);
            books.balance(show, run.acknowledged(), Wrk.CONNECTIONS);
            return run.rate();
        });
    }

    private Turn turn(Product product, Books books, Wrk wrk, Naive baseline, Server echoServer) throws IOException {
        double naiveRate = baseline.rate(naive);

        long echoBegin = Cpu.micros(List.of(echoServer.pid()));
        Wrk.Run echoed = wrk.run(echoServer.base().toString(), new Show(1, 1).order(), echo, "/echo");
        double echoMicros = (double) (Cpu.micros(List.of(echoServer.pid())) - echoBegin) / echoed.acknowledged();

        Show show = product.openShow();
        long cpuBegin = product.cpuMicros();
        long begin = System.nanoTime();
        Wrk.Run placed = wrk.place(product.address(), show.order(), load);
        double micros = (double) (product.cpuMicros() - cpuBegin) / placed.acknowledged();
        books.awaitRest(REST_WITHIN);
        double seconds = (System.nanoTime() - begin) / 1e9;
        double wholeMicros = (double) (product.cpuMicros() - cpuBegin) / placed.acknowledged();
        books.balance(show, placed.acknowledged(), Wrk.CONNECTIONS);
        return new Turn(naiveRate, echoMicros, placed.rate(), micros, placed.acknowledged() / seconds, wholeMicros);
    }

    private void tell(int number, Turn turn) {
        setting.say(
                "  %d of %d: naive %,.0f/s, echo %.0f µs; reservations %,.0f/s, %.0f µs; whole sagas %,.0f/s, %.0f µs",
                number,
                setting.pairs(),
                turn.naive(),
                turn.echoMicros(),
                turn.reservations(),
                turn.micros(),
                turn.sagas(),
                turn.wholeMicros());
    }

    /** The middle one of the turns', a second. */
    private double sagaRate() {
        return new Result(SAGAS, turns.stream().map(Turn::sagas).toList(), "").median();
    }

    private List<Result> results() {
        return List.of(
                new Result(
                        RESERVATIONS,
                        turns.stream()
                                .map(turn -> turn.reservations() / turn.naive())
                                .toList(),
                        "reservations/s; naive/s"),
                new Result(
                        CPU,
                        turns.stream()
                                .map(turn -> turn.micros() / turn.echoMicros())
                                .toList(),
                        "µs of a reservation; of an echo"),
                new Result(
                        SAGAS,
                        turns.stream().map(turn -> turn.sagas() / turn.naive()).toList(),
                        "sagas/s; naive/s"));
    }
}
