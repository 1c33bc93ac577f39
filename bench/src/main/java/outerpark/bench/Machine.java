package outerpark.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What it was measured on.
 *
 * @param processor its model, if the system tells
 * @param memoryGib of the machine
 * @param commit of the checkout, with a plus if there are changes besides
 */
record Machine(String system, String processor, int processors, long memoryGib, String java, String commit) {

    static Machine of(Path checkout) {
        return new Machine(
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                processorModel(),
                Runtime.getRuntime().availableProcessors(),
                memory(),
                System.getProperty("java.vendor.version", System.getProperty("java.version")),
                commit(checkout));
    }

    String inWords() {
        return "%d × %s, %d GiB, %s, %s, commit %s".formatted(processors, processor, memoryGib, system, java, commit);
    }

    private static String processorModel() {
        try {
            return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                    .filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("processor");
        } catch (IOException e) {
            return "processor";
        }
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean bean
                ? Math.round(bean.getTotalMemorySize() / (double) (1L << 30))
                : 0;
    }

    private static String commit(Path checkout) {
        String head = git(checkout, "rev-parse", "--short", "HEAD");
        return git(checkout, "status", "--porcelain").isEmpty() ? head : head + "+";
    }

    private static String git(Path checkout, String... arguments) {
        try {
            String[] command = new String[arguments.length + 3];
            command[0] = "git";
            command[1] = "-C";
            command[2] = checkout.toString();
            System.arraycopy(arguments, 0, command, 3, arguments.length);
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }
}
