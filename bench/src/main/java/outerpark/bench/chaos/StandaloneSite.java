package outerpark.bench.chaos;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import outerpark.bench.site.Programs;
import outerpark.bench.site.Server;
import outerpark.bench.site.Wire;
import outerpark.machine.DataFolder;
import outerpark.machine.EmbeddedServer;
import outerpark.machine.Folders;
import outerpark.machine.FreePort;
import outerpark.machine.ServiceRoles;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;
import outerpark.operator.access.RunningSystem;

/** The one process: with its own PostgreSQL, or with one that is at the other end of a wire. */
final class StandaloneSite implements Site {

    private static final String PASSWORD = "chaos-of-this-run";
    private static final int CUSTOMERS = 16;

    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** Of the disk that can be filled: enough for all that a run writes. */
    private static final String DISK_SIZE = "1500m";

    private static final long CLOCK_JUMP_MAX_MILLIS = Duration.ofHours(2).toMillis();

    /** What the sandbox provider's dial leaves out is at rest. */
    private static final List<String> DIALS = List.of(
            "{\"down\": true}",
            "{\"latencyMs\": 2000}",
            "{\"errorRate\": 0.5}",
            "{\"latencyMs\": 300, \"errorRate\": 0.2}");

    private final Path checkout;
    private final Path folder;
    private final Path data;
    private final int port;
    private final Optional<Disk> disk;
    private final Databases databases;
    private final Optional<Far> far;
    private final Map<String, String> environment = new HashMap<>();
    private Server server;

    /** PostgreSQL at the other end of a wire. */
    private record Far(DataFolder folder, EmbeddedServer server, Wire wire) {

        static Far begin(Path path) throws IOException {
            DataFolder folder = DataFolder.open(path);
            EmbeddedServer server = EmbeddedServer.start(folder);
            return new Far(folder, server, Wire.to(server.port(), Duration.ZERO));
        }

        String url() throws IOException {
            return Files.readString(folder.path().resolve(EmbeddedServer.URL_FILE))
                    .strip()
                    .replace(":" + server.port() + "/", ":" + wire.port() + "/");
        }

        void end() throws IOException {
            wire.close();
            server.close();
            folder.close();
        }
    }

    private StandaloneSite(Path checkout, Path folder, Optional<Disk> disk, Optional<Far> far) throws IOException {
        this.checkout = checkout;
        this.folder = folder;
        this.data = disk.map(Disk::folder).orElse(folder).resolve("data");
        this.port = FreePort.choose();
        this.disk = disk;
        this.far = far;
        this.databases = new Databases(far.map(apart -> apart.folder().path()).orElse(data));
        environment.put("OUTERPARK_MANAGER_PASSWORD", PASSWORD);
        // What a crash leaves undecided is taken up again after less than the usual half a minute.
        environment.put("OUTERPARK_PAYMENT_CALL_TIMEOUT", "1500ms");
        environment.put("OUTERPARK_PAYMENT_TURNS_CLAIM_FOR", "6s");
        environment.put("OUTERPARK_PAYMENT_ANSWERS_WRITE_WITHIN", "2s");
        environment.put("OUTERPARK_PAYMENT_RETRY_LONGEST", "2s");
        environment.put("OUTERPARK_MUSICAL_PENDING_ASK_AFTER", "3s");
        this.server = launch();
    }

    /** With its own PostgreSQL, on a disk of its own if this machine lets us make one. */
    static StandaloneSite whole(Path checkout, Path folder) throws IOException {
        Disk disk = Disk.makeIn(folder, DISK_SIZE);
        return new StandaloneSite(checkout, folder, Optional.of(disk), Optional.empty());
    }

    /** With PostgreSQL at the other end of a wire. */
    static StandaloneSite apart(Path checkout, Path folder) throws IOException {
        Folders.removeAll(folder);
        return new StandaloneSite(checkout, folder, Optional.empty(), Optional.of(Far.begin(folder.resolve("server"))));
    }

    @Override
    public String name() {
        return far.isPresent() ? "standalone, its database at a wire" : "standalone";
    }

    @Override
    public int customers() {
        return CUSTOMERS;
    }

    @Override
    public RunningSystem asManager() {
        return RunningSystem.at(URI.create("http://localhost:" + port), PASSWORD);
    }

    @Override
    public List<Fault> faults() {
        List<Fault> faults = new ArrayList<>(List.of(
                new Fault("process killed", _ -> {
                    server.kill();
                    return this::startAgain;
                }),
                new Fault("process killed while it starts", this::killWhileItStarts),
                new Fault("process stopped", _ -> freeze(Processes.family(server.pid()))),
                new Fault("PostgreSQL killed", _ -> {
                    Processes.kill(postgres());
                    return this::revive;
                }),
                new Fault("PostgreSQL's first process killed", _ -> {
                    Processes.kill(postgres().stream().limit(1).toList());
                    return this::revive;
                }),
                new Fault("PostgreSQL stopped", _ -> freeze(postgres())),
                new Fault("everything killed", _ -> {
                    List<ProcessHandle> postgres = postgres();
                    server.kill();
                    Processes.kill(postgres);
                    return () -> {
                        revive();
                        startAgain();
                    };
                }),
                new Fault("provider in trouble", this::turnDial),
                new Fault("all events told again", _ -> {
                    tellAgain();
                    return () -> {};
                }),
                new Fault("commits refused", _ -> refuseCommits()),
                new Fault("clock jump", this::jump)));
        far.ifPresent(apart -> faults.addAll(List.of(
                new Fault("wire cut", _ -> {
                    apart.wire().cut();
                    return apart.wire()::mend;
                }),
                new Fault("wire silent", _ -> {
                    apart.wire().silence();
                    return apart.wire()::mend;
                }),
                new Fault("wire slow", chance -> {
                    apart.wire().delay(Duration.ofMillis(chance.nextInt(5, 100)));
                    return () -> apart.wire().delay(Duration.ZERO);
                }))));
        disk.ifPresent(own -> faults.addAll(own.faults()));
        return faults;
    }

    /** A start that harm was done to may end, with the reason; whoever looks after the process starts it again. */
    @Override
    public void awaitReady() throws IOException {
        long giveUpAt = System.nanoTime() + READY_WITHIN.toNanos();
        while (!Server.answers(server.base().resolve("/q/health/ready"))) {
            if (System.nanoTime() > giveUpAt) {
                throw new Refused("it is not whole again; see " + log());
            }
            startAgain();
            Pause.of(LOOK_EVERY);
        }
    }

    private Server launch() throws IOException {
        List<String> words = new ArrayList<>(List.of("--port", Integer.toString(port), "--data-dir", data.toString()));
        if (far.isPresent()) {
            words.addAll(List.of("--database-url", far.get().url()));
        }
        return Server.launch(Programs.standalone(checkout, words), environment, log(), port);
    }

    private Path log() {
        return folder.resolve("chaos.log");
    }

    private void startAgain() throws IOException {
        if (!ProcessHandle.of(server.pid()).map(ProcessHandle::isAlive).orElse(false)) {
            server = launch();
        }
    }

    /** Its own PostgreSQL is its own business. */
    private void revive() {
        far.ifPresent(apart -> apart.server().reviveIfDown());
    }

    private Fault.Remedy killWhileItStarts(RandomGenerator chance) throws IOException {
        server.kill();
        server = launch();
        Pause.of(Duration.ofMillis(chance.nextInt(100, 4_000)));
        server.kill();
        return this::startAgain;
    }

    private static Fault.Remedy freeze(List<ProcessHandle> processes) throws IOException {
        Processes.stop(processes);
        return () -> Processes.goOn(processes);
    }

    private Fault.Remedy turnDial(RandomGenerator chance) {
        asManager()
                .put("/payments/sandbox", DIALS.get(chance.nextInt(DIALS.size())))
                .expect(200);
        return this::dialToRest;
    }

    private void dialToRest() {
        asManager().patiently(system -> system.put("/payments/sandbox", "{}").expect(200));
    }

    private void tellAgain() throws IOException {
        for (String service : ServiceRoles.SERVICES) {
            databases.execute("UPDATE " + service + ".event_cursor SET position = 0");
        }
    }

    /** The database refuses, at the commit, what one new reservation in twenty is written with. */
    private Fault.Remedy refuseCommits() throws IOException {
        databases.execute("""
                CREATE OR REPLACE FUNCTION reservation.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                    IF random() < 0.05 THEN RAISE 'refused by chaos' USING ERRCODE = '40001'; END IF;
                    RETURN NULL;
                END $$""");
        databases.execute("""
                CREATE CONSTRAINT TRIGGER refuse AFTER INSERT ON reservation.reservation
                       DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION reservation.refuse()""");
        return () -> databases.execute("DROP FUNCTION reservation.refuse() CASCADE");
    }

    /** Its clock is right when it starts, and soon wrong. */
    private Fault.Remedy jump(RandomGenerator chance) throws IOException {
        long millis = chance.nextLong(-CLOCK_JUMP_MAX_MILLIS, CLOCK_JUMP_MAX_MILLIS);
        environment.put("OUTERPARK_CLOCK_OFFSET", Duration.ofMillis(millis).toString());
        environment.put("OUTERPARK_CLOCK_JUMPS_AFTER", "PT2S");
        server.kill();
        server = launch();
        return () -> {
            environment.remove("OUTERPARK_CLOCK_OFFSET");
            server.kill();
            startAgain();
        };
    }

    private List<ProcessHandle> postgres() throws IOException {
        Path pid =
                (far.isPresent() ? far.get().folder().postgres() : data.resolve("postgres")).resolve("postmaster.pid");
        return Files.exists(pid)
                ? Processes.family(
                        Long.parseLong(Files.readAllLines(pid).getFirst().strip()))
                : List.of();
    }

    @Override
    public void dropData() {
        disk.ifPresent(Disk::dropWhatIsOnIt);
    }

    @Override
    public void close() throws IOException {
        server.close();
        if (far.isPresent()) {
            far.get().end();
        }
        if (disk.isPresent()) {
            disk.get().close();
        }
    }
}
