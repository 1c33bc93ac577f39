package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the process does when it cannot start: one clear line, a code that is not 0, and nothing touched. */
class CommandLineTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nonsense | no option --nonsense",
                "--port | needs a value",
                "--port=x | x is no port",
                "--port=65536 | is no port",
                "--port=-1 | is no port",
                "--host=no.such.host.invalid | no.such.host.invalid",
                "--security=perhaps | perhaps is no security",
                "--database-url=nonsense | must look like postgresql://",
            })
    void aCommandLineThatMakesNoSenseIsSaidSo(String option, String words) {
        start(Map.of(), option).refusesToStart(2, words);
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "OUTERPARK_HTTP_PORT, x, x is no port",
        "OUTERPARK_SECURITY, off, off is no security",
        "OUTERPARK_DATABASE_URL, http://localhost/x, must look like postgresql://"
    })
    void anEnvironmentThatMakesNoSenseIsSaidSo(String variable, String value, String words) {
        start(Map.of(variable, value)).refusesToStart(2, words);
    }

    @Test
    void aPasswordThatIsTooShortIsRefused() {
        start(Map.of("OUTERPARK_MANAGER_PASSWORD", "short"), "--port=0")
                .refusesToStart(1, "OUTERPARK_MANAGER_PASSWORD", "8");
    }

    @Test
    void aPortThatIsTakenIsSaidSo() throws IOException {
        try (ServerSocket busy = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(busy.getLocalPort());
            start(Map.of(), "--port", port).refusesToStart(1, "cannot listen on port " + port, "--port");
        }
    }

    @Test
    void aDatabaseOutOfReachIsSaidSoWithoutItsPassword() throws IOException {
        int nobodyThere;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobodyThere = free.getLocalPort();
        }
        Console console = start(
                Map.of(), "--port=0", "--database-url=postgresql://me:hush-hush@127.0.0.1:" + nobodyThere + "/park");
        console.refusesToStart(1, "cannot be reached");
        assertThat(console.err() + console.out()).doesNotContain("hush-hush");
    }

    @Test
    void aFolderOfSomebodyElseIsLeftAlone() throws IOException {
        Path theirs = Files.createDirectory(folder.resolve("data"));
        Files.writeString(theirs.resolve("thesis.txt"), "irreplaceable");
        start(Map.of(), "--port=0").refusesToStart(1, theirs.toString(), "something else");
        assertThat(theirs).isDirectoryContaining("glob:**thesis.txt").isDirectoryNotContaining("glob:**.properties");
    }

    @Test
    void aFolderThatCannotBeMadeIsSaidSo() throws IOException {
        Path file = Files.writeString(folder.resolve("data"), "a file");
        start(Map.of(), "--port=0").refusesToStart(1, file.toString());
        start(Map.of("OUTERPARK_DATA_DIR", file.resolve("inside").toString()), "--port=0")
                .refusesToStart(1, file.toString(), "cannot be written");
    }

    @Test
    void theDataAreForTheirOwnerAloneAndForOneProcessAtATime() throws IOException {
        try (Standalone first = Standalone.started(Map.of())) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first.dataFolder())))
                    .isEqualTo("rwx------");
            start(Map.of("OUTERPARK_DATA_DIR", first.dataFolder().toString()), "--port=0")
                    .refusesToStart(1, first.dataFolder().toString(), "in use");
            Client.guest(first).get("/musicals").expect(200);
        }
    }

    @Test
    void theFirstStartTellsThePasswordOnceAndNothingToWorryAbout() {
        Map<String, String> environment = Map.of("OUTERPARK_HTTP_PORT", "0", "OUTERPARK_MANAGER_PASSWORD", "");
        try (Standalone system = Standalone.started(environment)) {
            BoxOffice.eventually().until(() -> system.console().out().contains("shown this once"));
            assertThat(system.console().err()).doesNotContain("Unrecognized", "ERROR", "Exception");
            String told = system.console().out().replaceAll("(?s).*with the password (\\S+).*", "$1");
            Client manager = Client.guest(system).as("manager", told);
            manager.get("/reservations").expect(200);
            system.stop();
            system.start();
            manager.get("/reservations").expect(200);
            assertThat(system.console().err()).doesNotContain("Unrecognized", "ERROR", "Exception");
            assertThat(system.console().out()).doesNotContain("password");
            assertThat(filesThatHold(system.dataFolder(), told)).isEmpty();
        }
    }

    @Test
    void stoppedWhileItStartsItEndsInOrder() {
        Console console = start(Map.of(), "--port=0");
        BoxOffice.eventually().until(() -> console.out().contains("First start"));
        console.process().destroy();
        assertThat(console.exitCode(Duration.ofSeconds(60))).isIn(0, 1, 143);
        assertThat(console.err()).doesNotContain("Exception");
        Console again = start(Map.of(), "--port=0");
        BoxOffice.eventually().until(() -> again.out().contains("OuterPark is ready"));
        again.process().destroy();
        again.exitCode(Duration.ofSeconds(60));
    }

    private Console start(Map<String, String> environment, String... options) {
        Map<String, String> all = new HashMap<>(
                Map.of("OUTERPARK_DATA_DIR", folder.resolve("data").toString()));
        all.putAll(environment);
        return Console.start(folder, Standalone.productCommand(options), all);
    }

    private static List<Path> filesThatHold(Path folder, String text) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".properties")
                            || file.toString().endsWith(".log"))
                    .filter(file -> holds(file, text))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean holds(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
