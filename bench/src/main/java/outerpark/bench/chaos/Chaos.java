package outerpark.bench.chaos;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import outerpark.machine.Folders;
import outerpark.machine.console.CommandLine;
import outerpark.machine.console.Refused;

/**
 * The command {@code chaos}: seed after seed, customers book while harm is done to the system, and the checker judges
 * what they were told. Exit code 0 if it is content with all of it, 3 if not; 1 if that cannot be said, 2 for a command
 * line that makes no sense.
 */
public final class Chaos {

    private static final int FAILED = 1;
    private static final int BROKEN = 3;
    private static final PrintStream OUT = System.out;
    private static final PrintStream ERR = System.err;
    private static final Set<String> OPTIONS = Set.of("--seed", "--minutes", "--seconds-each", "--topology");

    /** Where the product was built; the launcher knows. */
    private static final String CHECKOUT = "outerpark.checkout";

    private Chaos() {}

    /** How a system is begun. */
    @FunctionalInterface
    private interface Beginning {
        Site begin(Path folder) throws IOException;
    }

    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) {
        try {
            return destroy(CommandLine.read(arguments, OPTIONS));
        } catch (Refused e) {
            ERR.println("outerpark: " + e.line());
            return e.exitCode();
        } catch (IOException | RuntimeException e) {
            ERR.println("outerpark: chaos came to no end of its own");
            e.printStackTrace(ERR);
            return FAILED;
        }
    }

    private static int destroy(CommandLine line) throws IOException {
        if (!line.words().isEmpty()) {
            throw Refused.usage("chaos has no argument " + line.words().getFirst());
        }
        int seed = line.number("--seed", (int) (System.nanoTime() & 0xFFFF), 0, Integer.MAX_VALUE / 2);
        Duration time = Duration.ofMinutes(line.number("--minutes", 5, 1, 24 * 60));
        Duration each = Duration.ofSeconds(line.number("--seconds-each", 20, 1, 3_600));
        Path checkout = Path.of(System.getProperty(CHECKOUT, "")).toAbsolutePath();
        Path work = checkout.resolve("bench/target/chaos");
        List<Beginning> sites = sites(line.option("--topology").orElse("both"), checkout);
        int seeds = 0;
        List<String> broken = new ArrayList<>();
        for (int i = 0; i < sites.size(); i++) {
            Path folder = work.resolve(Integer.toString(i));
            long until = System.nanoTime() + time.dividedBy(sites.size()).toNanos();
            boolean isContent = true;
            try (Site site = sites.get(i).begin(folder)) {
                site.awaitReady();
                do {
                    long next = (long) seed + seeds++;
                    if (!new Campaign(site, next, OUT).run(each)) {
                        broken.add("seed %d on %s".formatted(next, site.name()));
                        isContent = false;
                    }
                } while (System.nanoTime() < until);
                if (isContent) {
                    site.dropData();
                }
            }
            if (isContent) {
                Folders.removeAll(folder);
            }
        }
        OUT.printf(
                "%d seeds, from %d on: %s%n",
                seeds, seed, broken.isEmpty() ? "nothing is lost" : "broken: " + String.join(", ", broken));
        return broken.isEmpty() ? 0 : BROKEN;
    }

    private static List<Beginning> sites(String topology, Path checkout) {
        List<Beginning> standalone = List.of(
                folder -> StandaloneSite.whole(checkout, folder), folder -> StandaloneSite.apart(checkout, folder));
        List<Beginning> cluster = List.of(folder -> ClusterSite.begin(checkout, folder));
        return switch (topology) {
            case "standalone" -> standalone;
            case "cluster" -> cluster;
            case "both" -> {
                List<Beginning> both = new ArrayList<>(standalone);
                both.addAll(cluster);
                yield both;
            }
            default -> throw Refused.usage("--topology must be standalone, cluster or both");
        };
    }
}
