package outerpark.bench.site;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import outerpark.machine.DatabaseAddress;
import outerpark.machine.Folders;
import outerpark.machine.FreePort;
import outerpark.operator.access.RunningSystem;

/** The product as the one command starts it, with a data folder of its own. */
public final class Product implements AutoCloseable {

    /** The sandbox provider's dial, turned so that it answers at once and yes. */
    static final String NO_DELAY = "{\"latencyMs\": 0, \"declineRate\": 0, \"errorRate\": 0, \"down\": false}";

    private static final String PASSWORD_VARIABLE = "OUTERPARK_MANAGER_PASSWORD";
    private static final String PASSWORD = "bench-of-this-run";

    private final Path checkout;
    private final Path folder;
    private final Map<String, String> limits;
    private final List<String> options;
    private final int port;
    private Server server;

    private Product(Path checkout, Path folder, Map<String, String> limits, List<String> options) throws IOException {
        this.checkout = checkout;
        this.folder = folder;
        this.limits = limits;
        this.options = options;
        this.port = FreePort.choose();
        this.server = start();
    }

    /** Starts it, with nothing left of an earlier run. */
    public static Product startAnew(Path checkout, Path folder) throws IOException {
        return startAnew(checkout, folder, Map.of(), List.of());
    }

    /** With limits of its own, by their environment variables, and with more options of the command. */
    public static Product startAnew(Path checkout, Path folder, Map<String, String> limits, List<String> options)
            throws IOException {
        Folders.removeAll(folder);
        Product product = new Product(checkout, folder, limits, options);
        product.turnDial(NO_DELAY);
        return product;
    }

    private Server start() throws IOException {
        return Server.start(command(), environment(), folder.resolve("bench.log"), port, "/q/health/ready");
    }

    /** Ends it and its PostgreSQL as a power failure would. */
    public void kill() throws IOException {
        ProcessHandle postgres = ProcessHandle.of(postmaster()).orElseThrow();
        List<ProcessHandle> backends = postgres.descendants().toList();
        server.kill();
        postgres.destroyForcibly();
        backends.forEach(ProcessHandle::destroyForcibly);
        postgres.onExit().join();
    }

    /** After {@link #kill}; returns when it is ready. */
    public void startAgain() throws IOException {
        server = start();
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                checkout.resolve("outerpark").toString(),
                "run",
                "--port",
                Integer.toString(port),
                "--data-dir",
                folder.resolve("data").toString()));
        command.addAll(options);
        return command;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(limits);
        environment.put(PASSWORD_VARIABLE, PASSWORD);
        return environment;
    }

    public String address() {
        return server.base().toString();
    }

    public RunningSystem asManager() {
        return RunningSystem.at(server.base(), PASSWORD);
    }

    /** A new show, which nothing sells out. */
    public Show openShow() {
        return new Front(asManager()).openShow(Front.SEATS);
    }

    /** Turns the sandbox provider's dial. */
    public void turnDial(String json) {
        asManager().put("/payments/sandbox", json).expect(200);
    }

    /** Who owns its database. */
    public DatabaseAddress database() throws IOException {
        return DatabaseAddress.parse(read(folder.resolve("data/postgres.url")));
    }

    /** What it and its PostgreSQL have used so far, in microseconds. */
    public long cpuMicros() throws IOException {
        String postmaster = read(folder.resolve("data/postgres/postmaster.pid"))
                .lines()
                .findFirst()
                .orElseThrow();
        return Cpu.micros(List.of(server.pid(), Long.parseLong(postmaster.strip())));
    }

    /** Lets the operator's checker loose on it. */
    public void check(PrintStream out) {
        Front.check(address(), environment(), out);
    }

    @Override
    public void close() {
        server.close();
    }

    private long postmaster() throws IOException {
        String pid = read(folder.resolve("data/postgres/postmaster.pid"))
                .lines()
                .findFirst()
                .orElseThrow();
        return Long.parseLong(pid.strip());
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
