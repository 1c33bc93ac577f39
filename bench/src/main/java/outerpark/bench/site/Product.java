package outerpark.bench.site;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import outerpark.machine.DatabaseAddress;
import outerpark.machine.FreePort;
import outerpark.machine.console.Refused;
import outerpark.operator.Operator;
import outerpark.operator.access.RunningSystem;

/** The product as the one command starts it, with a data folder of its own. */
public final class Product implements AutoCloseable {

    private static final String PASSWORD_VARIABLE = "OUTERPARK_MANAGER_PASSWORD";
    private static final String PASSWORD = "bench-of-this-run";
    private static final int SEATS = 10_000_000;
    private static final int PRICE = 50_000;

    private final Path checkout;
    private final Path folder;
    private final int port;
    private Server server;

    private Product(Path checkout, Path folder) throws IOException {
        this.checkout = checkout;
        this.folder = folder;
        this.port = FreePort.choose();
        this.server = start();
    }

    /** Starts it, with what an earlier run has left in the folder, if there is anything. */
    public static Product start(Path checkout, Path folder) throws IOException {
        Product product = new Product(checkout, folder);
        product.turnDial("{\"latencyMs\": 0, \"declineRate\": 0, \"errorRate\": 0, \"down\": false}");
        return product;
    }

    /** As {@link #start}, with nothing left of an earlier run. */
    public static Product startAnew(Path checkout, Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> left = Files.walk(folder)) {
                for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
        return start(checkout, folder);
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
        return List.of(
                checkout.resolve("outerpark").toString(),
                "run",
                "--port",
                Integer.toString(port),
                "--data-dir",
                folder.resolve("data").toString());
    }

    private static Map<String, String> environment() {
        return Map.of(PASSWORD_VARIABLE, PASSWORD);
    }

    public String address() {
        return server.base().toString();
    }

    public RunningSystem asManager() {
        return RunningSystem.at(server.base(), PASSWORD);
    }

    /** A new show, which nothing sells out. */
    public Show openShow() {
        String json = "{\"name\": \"bench\", \"price\": %d, \"reservableSeat\": %d}".formatted(PRICE, SEATS);
        JsonNode show = asManager().post("/musicals", json).expect(201);
        return new Show(show.path("musicalId").asLong(), SEATS, PRICE);
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
        List<String> arguments = List.of(RunningSystem.URL_OPTION, address(), "--seconds", "5");
        if (Operator.command("check").orElseThrow().run(arguments, environment(), out) != 0) {
            throw new Refused("the checker found something wrong: nothing that was measured counts");
        }
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
