package outerpark.operator.check;

import java.io.PrintStream;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import outerpark.machine.console.Command;
import outerpark.machine.console.CommandLine;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;
import outerpark.operator.access.RunningSystem;

/** {@code ./outerpark check}: customers at a show of their own, then the verdict. */
public final class CheckCommand implements Command {

    private static final int BROKEN = 1;
    private static final int UNDECIDED = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Of a seat, where it is certain that no real money is taken. */
    private static final long PRICE = 1_000;

    private static final Set<String> OPTIONS = Set.of("--seconds", "--clients", "--seats", "--seed");

    @Override
    public int run(List<String> arguments, Map<String, String> environment, PrintStream out) {
        Set<String> known = new HashSet<>(OPTIONS);
        known.addAll(RunningSystem.OPTIONS);
        CommandLine line = CommandLine.read(arguments, known);
        if (!line.words().isEmpty()) {
            throw Refused.usage("check has no argument " + line.words().getFirst());
        }
        int seconds = line.number("--seconds", 10, 1, 3_600);
        int clients = line.number("--clients", 16, 1, 1_000);
        int seats = line.number("--seats", 2_000, 1, 10_000_000);
        int seed = line.number("--seed", (int) (System.nanoTime() & Integer.MAX_VALUE), 0, Integer.MAX_VALUE);
        RunningSystem system = RunningSystem.of(line, environment);
        Plan plan = new Plan(seats, price(system), clients, Duration.ofMillis(5), seed);
        out.printf("%d clients at a show of %d seats for %d s, seed %d%n", clients, seats, seconds, seed);
        return check(system, plan, Duration.ofSeconds(seconds), out);
    }

    private static int check(RunningSystem system, Plan plan, Duration time, PrintStream out) {
        try {
            Workload workload = Workload.start(system, plan);
            Pause.of(time);
            History history = workload.end();
            out.println(history.summary() + "; waiting for rest");
            Verdict verdict = Checker.judge(history, Observer.atRest(system, history.musicalId(), PATIENCE));
            verdict.print(out);
            out.println(verdict.isContent() ? "All is well." : "Something is wrong.");
            return verdict.isContent() ? 0 : BROKEN;
        } catch (RunningSystem.NoAnswer | RunningSystem.NotNow e) {
            out.println("Nothing can be said: " + e.line());
            return UNDECIDED;
        }
    }

    /** A free show is never charged. */
    private static long price(RunningSystem system) {
        return system.get("/payments/provider")
                        .expect(200)
                        .path("name")
                        .asText()
                        .equals("sandbox")
                ? PRICE
                : 0;
    }
}
