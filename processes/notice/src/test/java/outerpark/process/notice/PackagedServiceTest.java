package outerpark.process.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;

/** A service as a process that cannot start: it says so in one line that helps. All services have that from one place. */
class PackagedServiceTest {

    private static final Duration START_MAX = Duration.ofSeconds(60);

    @TempDir
    private Path temp;

    private final Database database = TestPostgres.database("notice", "db/events", "db/notice");

    @Test
    void dataOfANewerProgramAreRefusedAndLeftAsTheyAre() throws Exception {
        database.run(transaction -> {
            try (Statement newer = transaction.connection().createStatement()) {
                newer.execute("""
                        INSERT INTO flyway_schema_history
                        SELECT installed_rank + 1, '99991231.1', 'of a newer program', type, 'V99991231.1__newer.sql',
                               checksum, installed_by, installed_on, execution_time, success
                          FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1
                        """);
            }
        });
        List<String> before = history();
        assertThat(lineOfAFailedStart(Map.of()))
                .startsWith("notice: the data were written by another OuterPark, most likely a newer one;"
                        + " use that one, or a newer one")
                .contains("99991231.1");
        assertThat(history()).isEqualTo(before);
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        for (String port : List.of("OUTERPARK_HTTP_PORT", "OUTERPARK_MANAGEMENT_PORT")) {
            try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                assertThat(lineOfAFailedStart(Map.of(port, Integer.toString(taken.getLocalPort()))))
                        .startsWith("notice: cannot listen on port ")
                        .contains(Integer.toString(taken.getLocalPort()))
                        .contains(port);
            }
        }
    }

    @Test
    void aDatabaseThatCannotBeUsedIsNamedWithWhy() throws Exception {
        int nobody = freePort();
        String served = database.read(connection -> connection.getMetaData().getURL());
        String missing = served.replaceFirst("/[^/?]*(\\?|$)", "/no_such_database$1");
        Map<String, String> reasons = Map.of(
                "jdbc:postgresql://127.0.0.1:" + nobody + "/notice",
                "Connection to 127.0.0.1:" + nobody + " refused",
                missing,
                "database \"no_such_database\" does not exist");
        for (Map.Entry<String, String> reason : reasons.entrySet()) {
            assertThat(lineOfAFailedStart(Map.of("OUTERPARK_DATABASE_URL", reason.getKey())))
                    .startsWith("notice: cannot use its database (OUTERPARK_DATABASE_URL, ")
                    .contains(reason.getValue());
        }
    }

    /** A server that is just starting, or that cannot let anybody in so soon on an overloaded machine. */
    @Test
    void aDatabaseThatIsNotThereYetIsAskedForAgain() throws Exception {
        int port = freePort();
        Path said = Files.createTempFile(temp, "said", ".txt");
        Process process = start(
                Map.of("OUTERPARK_DATABASE_URL", "jdbc:postgresql://127.0.0.1:" + port + "/notice"),
                said,
                Files.createTempFile(temp, "complained", ".txt"));
        try {
            await().atMost(START_MAX).until(() -> Files.readString(said).contains("Retrying in"));
            try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                server.setSoTimeout((int) START_MAX.toMillis());
                assertThatNoException().isThrownBy(() -> server.accept().close());
            }
        } finally {
            process.destroyForcibly();
        }
    }

    private String lineOfAFailedStart(Map<String, String> environment) throws Exception {
        Path said = Files.createTempFile(temp, "said", ".txt");
        Path complained = Files.createTempFile(temp, "complained", ".txt");
        Process process = start(environment, said, complained);
        try {
            assertThat(process.waitFor(START_MAX)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(said)).isEqualTo(1);
        assertThat(Files.readString(said)).as("no stack trace").doesNotContain("\tat ");
        List<String> lines = Files.readAllLines(complained, StandardCharsets.UTF_8).stream()
                .filter(line -> !line.startsWith("WARNING: ")) // of the Java machine itself
                .toList();
        assertThat(lines).hasSize(1);
        return lines.getFirst();
    }

    private Process start(Map<String, String> environment, Path said, Path complained) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Stream.of(System.getProperty("tests.java.options", "").split(" "))
                .filter(option -> !option.isEmpty())
                .forEach(command::add);
        command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
        ProcessBuilder java =
                new ProcessBuilder(command).redirectOutput(said.toFile()).redirectError(complained.toFile());
        java.environment()
                .putAll(Map.of(
                        "OUTERPARK_HTTP_PORT",
                        Integer.toString(freePort()),
                        "OUTERPARK_MANAGEMENT_PORT",
                        Integer.toString(freePort()),
                        "OUTERPARK_DATABASE_URL",
                        database.read(connection -> connection.getMetaData().getURL()),
                        "OUTERPARK_DATABASE_PASSWORD",
                        "unchecked",
                        "OUTERPARK_KAFKA_BOOTSTRAP_SERVERS",
                        "127.0.0.1:" + freePort(),
                        "OUTERPARK_SERVICE_CREDENTIAL",
                        UUID.randomUUID().toString(),
                        "OUTERPARK_MANAGER_PASSWORD_HASH",
                        "unused",
                        "OUTERPARK_TOKEN_KEY",
                        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="));
        java.environment().putAll(environment);
        return java.start();
    }

    private List<String> history() {
        return database.read(connection -> {
            List<String> rows = new ArrayList<>();
            try (Statement statement = connection.createStatement();
                    ResultSet row =
                            statement.executeQuery("SELECT history::text FROM flyway_schema_history AS history")) {
                while (row.next()) {
                    rows.add(row.getString(1));
                }
            }
            return rows;
        });
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
