package outerpark.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import outerpark.bench.goal.Experiment;
import outerpark.bench.goal.Growth;
import outerpark.bench.goal.HotShow;
import outerpark.bench.goal.Overload;
import outerpark.bench.goal.Rebuild;
import outerpark.bench.goal.Recovery;
import outerpark.bench.goal.Result;
import outerpark.bench.goal.Setting;
import outerpark.bench.goal.SixServices;
import outerpark.bench.goal.Stranger;
import outerpark.machine.Folders;
import outerpark.machine.console.CommandLine;
import outerpark.machine.console.Refused;
import outerpark.operator.access.RunningSystem;

/**
 * The command {@code bench}. What its user can do something about is one line on standard error and exit code 1, or 2
 * for a command line that makes no sense; 3 if a goal is missed.
 */
public final class Bench {

    private static final int FAILED = 1;
    private static final int MISSED = 3;
    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;
    private static final String QUICK = "--quick";

    /** Names another server that is to be measured. */
    private static final String TARGET = "--target";

    /** Where the product was built; the launcher knows. */
    private static final String CHECKOUT = "outerpark.checkout";

    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        try {
            return measure(arguments);
        } catch (Refused e) {
            ERR.println("outerpark: " + e.line());
            return e.exitCode();
        } catch (IOException | RuntimeException e) {
            ERR.println("outerpark: the bench failed");
            e.printStackTrace(ERR);
            return FAILED;
        }
    }

    private static int measure(List<String> arguments) throws IOException {
        List<String> others = new ArrayList<>(arguments);
        boolean isQuick = others.removeIf(QUICK::equals);
        CommandLine line = CommandLine.read(others, Set.of(TARGET));
        Path checkout = Path.of(System.getProperty(CHECKOUT, "")).toAbsolutePath();
        Setting setting = new Setting(checkout, checkout.resolve("bench/target/work"), isQuick, OUT);
        List<Experiment> chosen = chosen(experiments(setting, line), line.words());
        Report report = new Report(
                Machine.of(checkout), Instant.now().truncatedTo(ChronoUnit.SECONDS), isQuick, new ArrayList<>());
        boolean isWhole = true;
        for (Experiment experiment : chosen) {
            isWhole &= add(experiment, report, setting.work());
            report.write(checkout.resolve("bench/results"));
        }
        report.print(OUT);
        OUT.println();
        OUT.println("All of it is in " + report.write(checkout.resolve("bench/results")));
        if (!isWhole) {
            return FAILED;
        }
        return report.results().stream().allMatch(Result::isReached) ? 0 : MISSED;
    }

    /**
     * Whether it came to its end; what the others measure, for an hour and more, is not lost with it. Its folders,
     * tens of gigabytes, stay only if it did not, for whoever looks for the reason.
     */
    private static boolean add(Experiment experiment, Report report, Path work) throws IOException {
        String ids = String.join(", ", new TreeSet<>(experiment.ids()));
        OUT.println("Measuring " + ids);
        try {
            report.results().addAll(experiment.run());
            Folders.removeAll(work);
            return true;
        } catch (Refused e) {
            ERR.println("outerpark: " + ids + ": " + e.line());
            return false;
        }
    }

    private static List<Experiment> experiments(Setting setting, CommandLine line) {
        Optional<String> target = line.option(TARGET);
        if (target.isPresent()) {
            return List.of(new Stranger(setting, RunningSystem.address(TARGET, target.get()), System.getenv()));
        }
        return List.of(
                new HotShow(setting),
                new Rebuild(setting),
                new Overload(setting),
                new Recovery(setting),
                new SixServices(setting),
                new Growth(setting));
    }

    private static List<Experiment> chosen(List<Experiment> all, List<String> wanted) {
        Set<String> known = new TreeSet<>();
        all.forEach(experiment -> known.addAll(experiment.ids()));
        for (String id : wanted) {
            if (!known.contains(id)) {
                throw Refused.usage("there is no goal " + id + ": " + String.join(", ", known));
            }
        }
        return all.stream()
                .filter(experiment ->
                        wanted.isEmpty() || experiment.ids().stream().anyMatch(wanted::contains))
                .toList();
    }
}
