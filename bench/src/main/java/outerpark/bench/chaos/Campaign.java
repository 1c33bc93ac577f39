package outerpark.bench.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;
import outerpark.operator.check.Checker;
import outerpark.operator.check.History;
import outerpark.operator.check.Observer;
import outerpark.operator.check.Plan;
import outerpark.operator.check.Verdict;
import outerpark.operator.check.Workload;

/** What one seed does to a system under load, and the checker's verdict. */
final class Campaign {

    /** Sold out before the end, so that the last seats, and those that come back, are fought for under fire. */
    private static final int SCARCE = 600;

    private static final int PLENTY = 1_000_000;
    private static final int PRICE = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int HOLDS_MAX_MILLIS = 4_000;
    private static final int CALM_MAX_MILLIS = 3_000;

    /** How often a second fault comes before the first is healed. */
    private static final double TWO_AT_ONCE = 0.3;

    private final Site site;
    private final long seed;
    private final SplittableRandom chance;
    private final PrintStream out;
    private final Deque<Fault.Remedy> unhealed = new ArrayDeque<>();

    Campaign(Site site, long seed, PrintStream out) {
        this.site = site;
        this.seed = seed;
        this.chance = new SplittableRandom(seed);
        this.out = out;
    }

    /** Harm for so long, then rest; whether every rule holds. */
    boolean run(Duration time) throws IOException {
        int seats = chance.nextBoolean() ? SCARCE : PLENTY;
        out.printf("seed %d, %s, %d seats:", seed, site.name(), seats);
        Workload workload = Workload.start(site.asManager(), new Plan(seats, PRICE, site.customers(), PAUSE, seed));
        long until = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < until) {
            pause(CALM_MAX_MILLIS);
            strike();
            if (chance.nextDouble() < TWO_AT_ONCE) {
                pause(HOLDS_MAX_MILLIS);
                strike();
            }
            pause(HOLDS_MAX_MILLIS);
            heal();
        }
        site.awaitReady();
        pause(CALM_MAX_MILLIS);
        History history = workload.end();
        out.println();
        Verdict verdict = Checker.judge(history, Observer.atRest(site.asManager(), history.musicalId(), PATIENCE));
        out.println("  " + history.summary());
        if (!verdict.isContent()) {
            verdict.print(out);
        }
        return verdict.isContent();
    }

    private void strike() {
        List<Fault> faults = site.faults();
        Fault fault = faults.get(chance.nextInt(faults.size()));
        // Whatever its outcome, the next one is drawn from the same place.
        RandomGenerator own = chance.split();
        try {
            unhealed.push(fault.harm().strike(own));
            out.print(" " + fault.name() + ",");
        } catch (IOException | Refused e) {
            out.print(" (" + fault.name() + ": not now),");
        }
        out.flush();
    }

    /** The latest first. What cannot be healed while another harm lasts is healed after it. */
    private void heal() throws IOException {
        Deque<Fault.Remedy> again = new ArrayDeque<>();
        while (!unhealed.isEmpty()) {
            Fault.Remedy remedy = unhealed.pop();
            try {
                remedy.heal();
            } catch (IOException | Refused e) {
                again.push(remedy);
            }
        }
        if (!again.isEmpty()) {
            site.awaitReady();
            for (Fault.Remedy remedy : again) {
                remedy.heal();
            }
        }
    }

    private void pause(int maxMillis) {
        Pause.of(Duration.ofMillis(chance.nextInt(maxMillis / 10, maxMillis)));
    }
}
