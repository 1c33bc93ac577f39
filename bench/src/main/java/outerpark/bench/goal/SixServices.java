package outerpark.bench.goal;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import outerpark.bench.load.OpenLoop;
import outerpark.bench.load.Wrk;
import outerpark.bench.site.Cluster;
import outerpark.bench.site.Front;
import outerpark.bench.site.Product;
import outerpark.bench.site.Show;

/** What it costs to be six processes: each by itself, and all of them beside the one process that does the same. */
public final class SixServices implements Experiment {

    private static final Goal START =
            Goal.atMost("P8", "a service's start until it answers, the slowest of them", 1.2, "s");
    private static final Goal MEMORY =
            Goal.atMost("P8", "a service's memory at its peak, the largest of them", 250, "MiB");
    private static final Goal SHARE =
            Goal.atLeast("P10", "hot show: reservations/s through the gateway of the cluster ÷ standalone", 0.25, "×");

    private static final Duration GENTLE_ROUND = Duration.ofSeconds(10);
    private static final double GENTLE = 20;
    private static final double GENTLE_MAX = 320;
    private static final Duration REST_WITHIN = Duration.ofMinutes(10);

    private final Setting setting;
    private final Duration load;

    public SixServices(Setting setting) {
        this.setting = setting;
        this.load = Duration.ofSeconds(setting.isQuick() ? 6 : 20);
    }

    @Override
    public Set<String> ids() {
        return Set.of("P8", "P10");
    }

    @Override
    public List<Result> run() throws IOException {
        Wrk wrk = Wrk.find(setting.work());
        List<Double> starts = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        Map<String, Double> memory;
        try (Cluster cluster =
                Cluster.startAnew(setting.checkout(), setting.work().resolve("cluster"))) {
            Front ofCluster = new Front(cluster.asManager());
            measureStarts(cluster, ofCluster.openShow(Front.SEATS), starts);
            try (Product product =
                    Product.startAnew(setting.checkout(), setting.work().resolve("beside-cluster"))) {
                Front ofProduct = new Front(product.asManager());
                warmUp(wrk, cluster.address(), ofCluster);
                warmUp(wrk, product.address(), ofProduct);
                for (int i = 1; i <= setting.pairs(); i++) {
                    double through = sell(wrk, cluster.address(), ofCluster);
                    double alone = sell(wrk, product.address(), ofProduct);
                    setting.say(
                            "  %d of %d: through the gateway %,.0f/s, standalone %,.0f/s",
                            i, setting.pairs(), through, alone);
                    shares.add(through / alone);
                }
                memory = memory(cluster);
                cluster.check(setting.out());
                product.check(setting.out());
            }
        }
        setting.say("  memory in MiB %s", memory);
        return List.of(
                new Result(START, starts, "of all services"),
                new Result(MEMORY, List.of(Collections.max(memory.values())), memory.toString()),
                new Result(SHARE, shares, "reservations/s of the one; of the other"));
    }

    /** Gently at first: one that has only just begun turns a crowd away, and learns nothing from that. */
    private void warmUp(Wrk wrk, String address, Front front) throws IOException {
        Show show = front.openShow(Front.SEATS);
        try (OpenLoop customers = new OpenLoop(URI.create(address))) {
            for (double rate = GENTLE; rate <= GENTLE_MAX; rate *= 2) {
                OpenLoop.Outcome outcome = customers.run(new OpenLoop.Plan(show.order(), rate, GENTLE_ROUND, 0));
                setting.say(
                        "  warming up %s: %.0f reservations/s asked for, %d given, %d refused",
                        address,
                        rate,
                        outcome.acknowledged().getTotalCount(),
                        outcome.refused().getTotalCount());
            }
        }
        front.awaitDecided(show, REST_WITHIN);
        WarmUp.run(setting.isQuick(), () -> {
            double rate = sell(wrk, address, front);
            setting.say("  warming up %s: %,.0f reservations/s", address, rate);
            return rate;
        });
    }

    /** Reservations a second, of a show that is all decided in the end. */
    private double sell(Wrk wrk, String address, Front front) throws IOException {
        Show show = front.openShow(Front.SEATS);
        Wrk.Run run = wrk.place(address, show.order(), load);
        front.awaitDecided(show, REST_WITHIN);
        front.balance(show, run.acknowledged(), Wrk.CONNECTIONS);
        return run.rate();
    }

    private static Map<String, Double> memory(Cluster cluster) throws IOException {
        Map<String, Double> peaks = new LinkedHashMap<>();
        for (String name : Cluster.SERVICES) {
            peaks.put(name, cluster.peakMemory(name));
        }
        return peaks;
    }

    /** Before there is any load, whose vacuum and checkpoints would go on beside them. */
    private void measureStarts(Cluster cluster, Show show, List<Double> slowest) throws IOException {
        for (int i = 1; i <= setting.pairs(); i++) {
            Map<String, Double> seconds = new LinkedHashMap<>();
            for (String name : Cluster.SERVICES) {
                seconds.put(name, cluster.startTime(name, show).toMillis() / 1e3);
            }
            setting.say("  %d of %d: started in seconds %s", i, setting.pairs(), seconds);
            slowest.add(Collections.max(seconds.values()));
        }
    }
}
