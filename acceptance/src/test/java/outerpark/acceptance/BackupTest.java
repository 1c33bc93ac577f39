package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import outerpark.acceptance.BoxOffice.Booked;

/** What was acknowledged before a backup is there after its restore, and what is no backup is never taken for one. */
class BackupTest {

    private static final int CAPACITY = 1_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Standalone SYSTEM = Standalone.started(Map.of());
    private static final BoxOffice OFFICE = new BoxOffice(SYSTEM);

    @TempDir
    private static Path folder;

    private static long musical;
    private static Booked confirmed;
    private static Booked cancelled;

    /** Of the system while it ran, under load. */
    private static Path backup;

    /** Of the same system, to a disk that takes no more. */
    private static Console onFullDisk;

    private static final UUID KEY = UUID.randomUUID();
    private static final Queue<Booked> ACKNOWLEDGED_BEFORE = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void backUpUnderLoad() throws IOException {
        musical = OFFICE.musical(CAPACITY, 1_000);
        confirmed = BoxOffice.booked(OFFICE.ask(musical, 2, KEY).expect(201));
        cancelled = OFFICE.reserve(musical, 3);
        OFFICE.awaitEverywhere(cancelled, "CONFIRMED", "APPROVED");
        OFFICE.cancel(cancelled);
        OFFICE.awaitEverywhere(cancelled, "CANCELLED", "CANCELLED");
        OFFICE.awaitEverywhere(confirmed, "CONFIRMED", "APPROVED");
        backup = folder.resolve("running.backup");

        AtomicBoolean enough = new AtomicBoolean();
        Queue<Booked> acknowledged = new ConcurrentLinkedQueue<>();
        CompletableFuture<List<Boolean>> load = CompletableFuture.supplyAsync(() -> Crowd.of(8, client -> {
            while (!enough.get()) {
                acknowledged.add(OFFICE.reserve(musical, 1));
            }
            return true;
        }));
        BoxOffice.eventually().until(() -> acknowledged.size() > 100);
        ACKNOWLEDGED_BEFORE.addAll(acknowledged);
        succeeds(SYSTEM.run("backup", backup.toString()), "Backed up", backup.toString());
        enough.set(true);
        load.join();
        onFullDisk = backUpOnFullDisk();
        SYSTEM.stop();
    }

    @AfterAll
    static void throwAway() {
        SYSTEM.close();
    }

    @Test
    void aRunningSystemIsBackedUpAsOfOneMomentAndGoesOnFromItElsewhere() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
                .isEqualTo("rw-------");
        try (Standalone elsewhere = Standalone.restored(backup, SYSTEM.managerPassword(), Standalone.SOON_SETTLED)) {
            elsewhere.start();
            BoxOffice office = new BoxOffice(elsewhere);
            assertThat(elsewhere.console().out()).doesNotContain("password");
            office.awaitEverywhere(confirmed, "CONFIRMED", "APPROVED");
            office.awaitNotices(confirmed, "PAYMENT_APPROVED");
            office.awaitEverywhere(cancelled, "CANCELLED", "CANCELLED");
            assertThat(BoxOffice.booked(office.ask(musical, 2, KEY).expect(200)).id())
                    .isEqualTo(confirmed.id());
            for (Booked booked : ACKNOWLEDGED_BEFORE) {
                office.awaitEverywhere(booked, "CONFIRMED", "APPROVED");
            }
            // Holds that were taken at the moment of the backup, and whose reservations came after it, are given back.
            BoxOffice.eventually()
                    .untilAsserted(() -> assertThat(office.reservableSeat(musical) + office.seatsSold(musical))
                            .isEqualTo(CAPACITY));
            office.awaitEverywhere(office.reserve(musical, 1), "CONFIRMED", "APPROVED");

            elsewhere.stop();
            elsewhere.run("restore", backup.toString()).refusesToStart(1, "never replaces");
        }
    }

    @Test
    void aStoppedSystemIsBackedUpTooAndStaysStopped() {
        Path file = folder.resolve("stopped.backup");
        Console backedUp = SYSTEM.run("backup", file.toString());
        succeeds(backedUp, "Backed up", file.toString());
        assertThat(SYSTEM.dataFolder().resolve("postgres/postmaster.pid")).doesNotExist();
        String rows = backedUp.out().replaceAll("(?s)Backed up (\\S+ rows as of \\S+).*", "$1");
        Path data = folder.resolve("stopped");
        succeeds(run("restore", file.toString(), "--data-dir", data.toString()), "Restored " + rows, data.toString());
    }

    @ParameterizedTest
    @CsvSource({"0, false", "100, false", "-1, false", "-1, true"})
    void aFileThatIsNotAsItWasWrittenIsRefusedBeforeAnythingIsMade(int length, boolean isChanged) throws IOException {
        byte[] bytes = Files.readAllBytes(backup);
        byte[] torn = Arrays.copyOf(bytes, length < 0 ? bytes.length + length + (isChanged ? 1 : 0) : length);
        if (isChanged) {
            torn[torn.length / 2] ^= 1;
        }
        Path file = Files.write(folder.resolve("torn.backup"), torn);
        Path data = folder.resolve("from-torn");
        run("restore", file.toString(), "--data-dir", data.toString()).refusesToStart(1, file.toString(), "not");
        assertThat(data).doesNotExist();
    }

    @Test
    void whatIsThereIsNeverWrittenOver() throws IOException {
        long size = Files.size(backup);
        SYSTEM.run("backup", backup.toString()).refusesToStart(1, backup.toString(), "there already");
        assertThat(backup).hasSize(size);
        SYSTEM.run("restore", backup.toString())
                .refusesToStart(1, SYSTEM.dataFolder().toString(), "never replaces");
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Files.writeString(theirs.resolve("thesis.txt"), "irreplaceable");
        run("restore", backup.toString(), "--data-dir", theirs.toString())
                .refusesToStart(1, theirs.toString(), "something else");
        assertThat(theirs).isDirectoryNotContaining("glob:**.properties");
    }

    @Test
    void aDiskThatTakesNoMoreIsSaidSoAndLeavesNothingBehind() throws IOException {
        onFullDisk.refusesToStart(1, "cannot write " + folder.resolve("full/backup"));
        try (Stream<Path> left = Files.list(folder.resolve("full"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whatIsMissingInADataFolderIsSaidAndNotMadeAnew() throws IOException {
        for (String name : List.of("postgres", "postgres/global/pg_control", "outerpark.properties")) {
            Path part = SYSTEM.dataFolder().resolve(name);
            Path elsewhere = Files.move(part, folder.resolve("elsewhere"));
            SYSTEM.run("--port", "0").refusesToStart(1, part.getFileName().toString(), "bring", "back from a backup");
            assertThat(part).doesNotExist();
            Files.move(elsewhere, part);
        }
    }

    @Test
    void aRestoreThatWasKilledLeavesAFolderThatNobodyTakesForWhole() throws IOException {
        Path data = folder.resolve("killed");
        Console restore = run("restore", backup.toString(), "--data-dir", data.toString());
        BoxOffice.eventually().until(() -> Files.exists(data.resolve("postgres.url")));
        restore.process().destroyForcibly();
        restore.exitCode(PATIENCE);

        run("--port", "0", "--data-dir", data.toString())
                .refusesToStart(1, data.toString(), "delete that folder and restore the backup again");
        run("restore", backup.toString(), "--data-dir", data.toString())
                .refusesToStart(1, data.toString(), "delete that folder and restore the backup again");
        assertThat(data.resolve("postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void withoutAFileItIsSaidHowToNameOne() {
        run("backup").refusesToStart(2, "./outerpark backup FILE");
        run("restore").refusesToStart(2, "./outerpark restore FILE");
    }

    private static Console run(String... command) {
        return Console.start(folder, Standalone.productCommand(command), Map.of());
    }

    /** That the files of a process may have no more than two kilobytes is as good as a disk without space. */
    private static Console backUpOnFullDisk() throws IOException {
        Path full = Files.createDirectory(folder.resolve("full"));
        List<String> command = new ArrayList<>(List.of("bash", "-c", "ulimit -f 2; exec \"$@\"", "-"));
        command.addAll(
                Standalone.productCommand("backup", full.resolve("backup").toString()));
        command.add(command.indexOf("-jar"), "-XX:-UsePerfData"); // which is a file too
        Console console = Console.start(
                folder,
                command,
                Map.of("OUTERPARK_DATA_DIR", SYSTEM.dataFolder().toString()));
        console.exitCode(PATIENCE);
        return console;
    }

    private static void succeeds(Console command, String... words) {
        assertThat(command.exitCode(PATIENCE)).as(command.toString()).isZero();
        assertThat(command.out()).contains(words);
        assertThat(command.err()).isEmpty();
    }
}
