package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./outerpark check}, as an operator uses it. */
@EitherTopology
@ExtendWith(SharedSystem.class)
class CheckCommandTest {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final SystemUnderTest system;

    @TempDir
    private Path folder;

    CheckCommandTest(SystemUnderTest system) {
        this.system = system;
    }

    @Test
    void itIsContentWithAShowThatSellsOut() {
        Console check = check(system.managerPassword(), "--seconds", "3", "--clients", "8", "--seats", "100");
        assertThat(check.exitCode(PATIENCE)).as(check.toString()).isZero();
        assertThat(check.out())
                .contains("8 clients at a show of 100 seats for 3 s, seed ", "All is well.")
                .doesNotContain("FAIL");
    }

    @Test
    void itIsForTheManagerAlone() {
        check("wrong-password").refusesToStart(1, "401");
        check("").refusesToStart(1, "OUTERPARK_MANAGER_PASSWORD");
    }

    @Test
    void whatMakesNoSenseIsSaidSo() {
        check("any", "--seats", "0").refusesToStart(2, "--seats", "1 to 10000000");
        check("any", "--seats", "many").refusesToStart(2, "--seats");
        check("any", "--speed", "1").refusesToStart(2, "--speed");
        check("any", "--seconds").refusesToStart(2, "--seconds");
        check("any", "now").refusesToStart(2, "now");
        check("any", "--url", "localhost:8080").refusesToStart(2, "--url");
        check("any", "--url", "http://localhost/some/where").refusesToStart(2, "--url");
    }

    @Test
    void nobodyThereIsSaidSo() throws Exception {
        int nobodyThere;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobodyThere = free.getLocalPort();
        }
        check("any", "--url", "http://127.0.0.1:" + nobodyThere).refusesToStart(1, "nothing answers", "--url");
    }

    @Test
    void aSignalEndsItAtOnce() {
        Console check = check(system.managerPassword(), "--seconds", "600", "--clients", "1");
        BoxOffice.eventually().until(() -> check.out().contains("for 600 s"));
        check.process().destroy();
        assertThat(check.exitCode(Duration.ofSeconds(20)))
                .as("143: ended by SIGTERM")
                .isEqualTo(143);
    }

    private Console check(String password, String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "check";
        arguments[1] = "--url=" + system.base();
        arguments[2] = "--seed=1";
        System.arraycopy(options, 0, arguments, 3, options.length);
        return Console.start(
                folder, Standalone.productCommand(arguments), Map.of("OUTERPARK_MANAGER_PASSWORD", password));
    }
}
