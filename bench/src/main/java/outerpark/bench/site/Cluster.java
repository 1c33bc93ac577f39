package outerpark.bench.site;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import outerpark.machine.FreePort;
import outerpark.machine.console.Refused;
import outerpark.operator.access.RunningSystem;

/** The product as six services on PostgreSQL, Kafka and Redis, as the one command starts it. */
public final class Cluster implements AutoCloseable {

    private static final String PASSWORD = "bench-of-this-run";
    private static final String COMMAND = "cluster";
    private static final String DATA_DIR = "--data-dir";

    private final Path checkout;
    private final Path data;
    private final Server gateway;

    private Cluster(Path checkout, Path data, Server gateway) {
        this.checkout = checkout;
        this.data = data;
        this.gateway = gateway;
    }

    /** Starts it, and returns when all of it is ready. */
    public static Cluster start(Path checkout, Path folder) throws IOException {
        int port = FreePort.choose();
        Path data = folder.resolve("data");
        List<String> command =
                List.of(launcher(checkout), COMMAND, "--port", Integer.toString(port), DATA_DIR, data.toString());
        Map<String, String> environment = Map.of("OUTERPARK_MANAGER_PASSWORD", PASSWORD);
        Server gateway = Server.start(command, environment, folder.resolve("bench.log"), port, "/q/health/ready");
        return new Cluster(checkout, data, gateway);
    }

    public String address() {
        return gateway.base().toString();
    }

    public RunningSystem asManager() {
        return RunningSystem.at(gateway.base(), PASSWORD);
    }

    /** The pid of each part, by its name. */
    public Map<String, Long> processes() throws IOException {
        return control("status")
                .lines()
                .skip(1)
                .map(line -> line.strip().split("\\s{2,}"))
                .filter(cells -> cells.length > 1 && cells[1].matches("[0-9]+"))
                .collect(Collectors.toMap(cells -> cells[0], cells -> Long.valueOf(cells[1])));
    }

    /** As {@code ./outerpark cluster} does, and returns what it says. */
    public String control(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(launcher(checkout), COMMAND));
        command.addAll(List.of(words));
        command.addAll(List.of(DATA_DIR, data.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new Refused(String.join(" ", command) + ": " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        }
        return said;
    }

    /** The most memory that a process has had in use at once, in MiB (proc(5)). */
    public static double peakMemory(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.replaceAll("[^0-9]", ""))
                .mapToDouble(kib -> Long.parseLong(kib) / 1024.0)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public void close() {
        gateway.close();
    }

    private static String launcher(Path checkout) {
        return checkout.resolve("outerpark").toString();
    }
}
