package outerpark.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;
import outerpark.machine.ClusterPorts;
import outerpark.machine.DataFolder;
import outerpark.machine.DatabaseAddress;
import outerpark.machine.EmbeddedServer;
import outerpark.machine.Marker;
import outerpark.machine.ServiceRoles;

/** What stands in {@code deploy/} for containers is what the local cluster does with processes. */
final class ContainersTest {

    private static final Path DEPLOY = Path.of("../deploy");

    /** Variables that have to be there: no default stands behind them. */
    private static final Pattern DEMANDED = Pattern.compile("\\$\\{(\\w+):\\?}");

    /** What the shell hands to psql. */
    private static final Pattern SQL = Pattern.compile("<<'SQL'\n(.*?)\nSQL\n", Pattern.DOTALL);

    /** Local processes have it of themselves, or as it stands in the environment of the command. */
    private static final Set<String> PASSED_ON = Set.of("OUTERPARK_INSTANCE", "OUTERPARK_TRACES_ENDPOINT");

    /** What images are made of, a line for each. */
    private static final Pattern LET_IN = Pattern.compile("(?m)^!(.+)$");

    /** An instruction that is a list of words, over several lines or not. */
    private static final Pattern ENTRYPOINT = Pattern.compile("(?ms)^ENTRYPOINT (\\[.*?])$");

    private static final List<String> APPLICATIONS = Stream.concat(
                    ServiceRoles.SERVICES.stream(), Stream.of(Applications.GATEWAY))
            .toList();

    private static final List<String> STORES = List.of("postgresql", "kafka", "redis");

    @TempDir
    private Path temp;

    @Test
    void everyContainerIsToldWhatTheLocalProcessIsTold() throws IOException {
        try (DataFolder folder = DataFolder.open(temp.resolve("data"), Marker.Topology.CLUSTER)) {
            ClusterSettings settings = ClusterSettings.of(List.of(), Map.of());
            Environment local = new Environment(settings, new ClusterPorts(8080), folder, "hash");
            assertThat(ours(environmentOf("gateway"))).isEqualTo(ours(local.ofGateway()));
            for (String service : ServiceRoles.SERVICES) {
                assertThat(ours(environmentOf(service))).as(service).isEqualTo(ours(local.ofService(service, 1, "")));
                assertThat(environmentOf(service).get("OUTERPARK_DATABASE_PASSWORD"))
                        .isEqualTo(environmentOf("postgresql")
                                .get(service.toUpperCase(Locale.ROOT) + "_DATABASE_PASSWORD"));
            }
        }
    }

    @Test
    void thereIsAContainerForEveryPartAndItsHealthIsChecked() throws IOException {
        List<String> parts =
                Stream.concat(APPLICATIONS.stream(), STORES.stream()).toList();
        Map<?, ?> services = services();
        assertThat(names(services).filter(service -> !isExtra(section(services, service))))
                .containsExactlyInAnyOrderElementsOf(parts);
        for (String part : parts) {
            assertThat(names(section(services(), part))).as(part).contains("image", "healthcheck", "environment");
        }
        for (String store : STORES) {
            assertThat(names(section(services(), store))).as(store).contains("volumes");
        }
    }

    /** The module of each application is where the supervisor has its program from. */
    @Test
    void everyApplicationIsBuiltFromItsPackageAndNothingElseIsLetIn() throws IOException {
        for (String application : APPLICATIONS) {
            Map<?, ?> build = section(section(services(), application), "build");
            Path context = DEPLOY.resolve(String.valueOf(build.get("context")));
            String module = Applications.moduleOf(application);
            assertThat(build.get("args")).isEqualTo(Map.of("APPLICATION", module));
            assertThat(context.resolve(String.valueOf(build.get("dockerfile")))).isRegularFile();
            assertThat(context.resolve(module).resolve("pom.xml")).isRegularFile();
        }
        String ignored = Files.readString(DEPLOY.resolve("../.dockerignore"));
        assertThat(ignored.lines().filter(line -> !line.startsWith("#")))
                .as("nothing, but")
                .first()
                .isEqualTo("*");
        assertThat(LET_IN.matcher(ignored).results())
                .extracting(found -> found.group(1))
                .containsExactlyInAnyOrderElementsOf(APPLICATIONS.stream()
                        .map(application -> Applications.moduleOf(application) + "/target/quarkus-app")
                        .toList());
    }

    @Test
    void javaIsStartedAsTheSupervisorStartsIt() throws IOException {
        String dockerfile = Files.readString(DEPLOY.resolve("Dockerfile"));
        List<String> expected = new ArrayList<>(List.of("java"));
        expected.addAll(Applications.JAVA_OPTIONS);
        assertThat(ENTRYPOINT.matcher(dockerfile).results())
                .singleElement()
                .extracting(found -> new Yaml().load(found.group(1).replace("\\\n", "")))
                .isEqualTo(expected);
        Environment.MEMORY.forEach(
                (name, value) -> assertThat(dockerfile).contains("\nENV %s=%s\n".formatted(name, value)));
        String program = "-jar quarkus-run.jar";
        assertThat(dockerfile).contains("CMD [\"%s\"]".formatted(program.replace(" ", "\", \"")));
        for (String application : APPLICATIONS) {
            assertThat(section(services(), application).get("command"))
                    .as(application)
                    .isEqualTo("${OUTERPARK_JAVA_OPTS:-} " + program);
        }
    }

    /** A folder for what libraries unpack and load is enough, and no image of ours comes from elsewhere. */
    @Test
    void applicationsRunLockedUpAndAreNeverPulled() throws IOException {
        for (String application : APPLICATIONS) {
            Map<?, ?> service = section(services(), application);
            assertThat(service.get("read_only")).as(application).isEqualTo(true);
            assertThat(service.get("tmpfs")).as(application).isEqualTo("/tmp:exec");
            assertThat(service.get("pull_policy")).as(application).isEqualTo("never");
        }
        assertThat(Files.readString(DEPLOY.resolve("Dockerfile")))
                .containsPattern("(?m)^USER [1-9][0-9]+:[1-9][0-9]+$");
    }

    @Test
    void theHealthCheckOfAnApplicationTellsReadyFromNotReady() throws Exception {
        AtomicInteger status = new AtomicInteger();
        HttpServer application = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        application.createContext("/q/health/ready", exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
        });
        application.start();
        int port = application.getAddress().getPort();
        try {
            for (String each : APPLICATIONS) {
                status.set(200);
                assertThat(healthCheck(each, port)).as(each).isZero();
                status.set(503);
                assertThat(healthCheck(each, port)).as(each).isNotZero();
            }
        } finally {
            application.stop(0);
        }
        assertThat(healthCheck(Applications.GATEWAY, port)).as("nobody listens").isNotZero();
    }

    @Test
    void everySecretThatIsDemandedIsMade() throws IOException {
        String made = Files.readString(DEPLOY.resolve("secrets.sh"));
        List<String> demanded = DEMANDED.matcher(Files.readString(DEPLOY.resolve("compose.yaml")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(demanded).isNotEmpty().allSatisfy(name -> assertThat(made).containsPattern("(?m)^" + name + "="));
    }

    @Test
    void theRolesAndDatabasesAreThoseOfTheLocalCluster() throws Exception {
        try (DataFolder ours = DataFolder.open(temp.resolve("ours"), Marker.Topology.CLUSTER);
                EmbeddedServer local = EmbeddedServer.start(ours)) {
            ServiceRoles.prepareCluster(local, ours);
            List<String> expected = described(local);
            try (DataFolder theirs = DataFolder.open(temp.resolve("theirs"), Marker.Topology.CLUSTER);
                    EmbeddedServer container = EmbeddedServer.start(theirs)) {
                runInitScript(container);
                assertThat(described(container)).isEqualTo(expected).hasSize(5 + 1 + 7 + 5 * 2);
            }
        }
    }

    /** The exit code, as the engine has it in the container, where the port is the one that the application is told. */
    private static int healthCheck(String application, int port) throws Exception {
        String told = "/" + environmentOf(application).get("OUTERPARK_MANAGEMENT_PORT");
        Map<?, ?> healthCheck = section(section(services(), application), "healthcheck");
        List<?> test = (List<?>) Objects.requireNonNull(healthCheck.get("test"));
        assertThat(test).first().isEqualTo("CMD");
        List<String> command = test.stream()
                .skip(1)
                .map(word -> String.valueOf(word).replace("$$", "$").replace(told, "/" + port))
                .toList();
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().readAllBytes();
        return process.waitFor();
    }

    /** A variable without a value is passed on, here as there, if it is set where all is started. */
    private static Set<String> ours(Map<?, ?> environment) {
        return names(environment)
                .filter(name -> environment.get(name) != null)
                .filter(name -> name.startsWith("OUTERPARK_") && !PASSED_ON.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Stream<String> names(Map<?, ?> section) {
        return section.keySet().stream().map(String::valueOf);
    }

    private static Map<?, ?> environmentOf(String service) throws IOException {
        return section(section(services(), service), "environment");
    }

    /** What is started only if somebody asks for it by its profile. */
    private static boolean isExtra(Map<?, ?> service) {
        return service.containsKey("profiles");
    }

    private static Map<?, ?> services() throws IOException {
        Map<?, ?> compose = new Yaml().load(Files.readString(DEPLOY.resolve("compose.yaml")));
        return section(compose, "services");
    }

    private static Map<?, ?> section(Map<?, ?> in, String name) {
        return (Map<?, ?>) Objects.requireNonNull(in.get(name), name);
    }

    /** As the image's psql does, which cannot be had here. */
    private static void runInitScript(EmbeddedServer server) throws IOException, SQLException {
        List<String> parts = SQL.matcher(Files.readString(DEPLOY.resolve("postgresql/init.sh")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
        for (String service : ServiceRoles.SERVICES) {
            String sql = parts.getFirst()
                    .replaceAll("(?m)^\\\\getenv .*", "")
                    .replace(":\"service\"", service)
                    .replace(":'password'", "'secret'");
            String[] before = sql.split("\\\\connect .*", 2);
            run(server.admin(), before[0]);
            run(server.admin(service), before[1]);
        }
        run(server.admin(), parts.getLast());
    }

    private static void run(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement()) {
            for (String each : sql.split(";", -1)) {
                if (!each.isBlank()) {
                    statement.execute(each);
                }
            }
        }
    }

    /** Who may do what, as the server's catalogs have it. */
    private static List<String> described(EmbeddedServer server) throws SQLException {
        List<String> rows = new ArrayList<>(answers(server.admin(), """
                SELECT r.rolname, r.rolsuper, r.rolcreaterole, r.rolcreatedb, r.rolcanlogin,
                       (SELECT string_agg(each, ', ' ORDER BY each) FROM unnest(s.setconfig) each)
                  FROM pg_roles r LEFT JOIN pg_db_role_setting s ON s.setrole = r.oid AND s.setdatabase = 0
                 WHERE r.rolname IN ('musical', 'reservation', 'payment', 'notice', 'customercenter')
                 ORDER BY 1
                """));
        rows.addAll(answers(server.admin(), "SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname = 'events'"));
        rows.addAll(answers(server.admin(), """
                SELECT datname, datdba::regrole, datacl FROM pg_database WHERE datname <> 'template0' ORDER BY 1
                """));
        for (String service : ServiceRoles.SERVICES) {
            rows.addAll(answers(server.admin(service), """
                    SELECT nspname, nspowner::regrole, nspacl FROM pg_namespace
                     WHERE nspname !~ '^(pg_|information_schema)' ORDER BY 1
                    """));
        }
        return rows;
    }

    private static List<String> answers(DatabaseAddress address, String sql) throws SQLException {
        try (Connection connection = address.connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT q::text FROM (" + sql + ") q")) {
            List<String> answers = new ArrayList<>();
            while (rows.next()) {
                answers.add(rows.getString(1));
            }
            return answers;
        }
    }
}
