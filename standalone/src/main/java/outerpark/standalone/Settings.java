package outerpark.standalone;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import outerpark.machine.DatabaseAddress;
import outerpark.machine.console.CommandLine;
import outerpark.machine.console.Refused;

/**
 * How this process is to run: from the environment, and from the options of the command, which override it.
 *
 * @param host what HTTP binds to
 * @param port 0 lets the system choose
 * @param database an external server; empty for the embedded one
 * @param open whether everybody is the manager; never on an address that others can reach
 */
record Settings(
        InetAddress host,
        int port,
        Path dataFolder,
        Optional<DatabaseAddress> database,
        boolean open,
        Optional<String> managerPassword) {

    private static final String PORT = "OUTERPARK_HTTP_PORT";
    private static final String HOST = "OUTERPARK_HTTP_HOST";
    private static final String DATA_DIR = "OUTERPARK_DATA_DIR";
    private static final String DATABASE_URL = "OUTERPARK_DATABASE_URL";
    private static final String SECURITY = "OUTERPARK_SECURITY";
    private static final String MANAGER_PASSWORD = "OUTERPARK_MANAGER_PASSWORD";

    private static final Map<String, String> OPTIONS = Map.of(
            "--port", PORT,
            "--host", HOST,
            "--data-dir", DATA_DIR,
            "--database-url", DATABASE_URL,
            "--security", SECURITY);

    private static final int PORT_MAX = 65_535;

    /** @throws Refused if they make no sense */
    static Settings of(List<String> arguments, Map<String, String> environment) {
        CommandLine line = CommandLine.read(arguments, OPTIONS.keySet());
        if (!line.words().isEmpty()) {
            throw Refused.usage("there is no option " + line.words().getFirst());
        }
        Map<String, String> values = values(line, environment);
        InetAddress host = host(values.getOrDefault(HOST, "127.0.0.1"));
        return new Settings(
                host,
                port(values.getOrDefault(PORT, "8080")),
                dataFolder(values),
                database(values),
                open(values.getOrDefault(SECURITY, "on"), host),
                Optional.ofNullable(values.get(MANAGER_PASSWORD)));
    }

    /** @throws Refused if HTTP cannot bind to its address now */
    void checkAddressIsFree() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw addressTaken(String.valueOf(e.getMessage()));
        }
    }

    Refused addressTaken(String reason) {
        return new Refused("cannot listen on port %d of %s (%s); choose another with --port or --host"
                .formatted(port, host.getHostAddress(), reason));
    }

    /** What a browser on this machine is to be given. */
    String hostToVisit() {
        if (host.isLoopbackAddress() || host.isAnyLocalAddress()) {
            return "localhost";
        }
        return host instanceof Inet6Address ? "[" + host.getHostAddress() + "]" : host.getHostAddress();
    }

    /** By the variables' names: what the options say, and for the rest the environment, where blank is not given. */
    static Map<String, String> values(CommandLine line, Map<String, String> environment) {
        Map<String, String> values = new HashMap<>(environment);
        values.values().removeIf(String::isBlank);
        line.options().forEach((option, value) -> values.put(OPTIONS.getOrDefault(option, option), value));
        return values;
    }

    private static InetAddress host(String text) {
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw Refused.usage("there is no host " + text + " (--host, " + HOST + ")");
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= PORT_MAX) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number out of range.
        }
        throw Refused.usage(text + " is no port (--port, " + PORT + "): 0 to " + PORT_MAX);
    }

    /** The one that is named, or {@code data} where the process works. */
    static Path dataFolder(Map<String, String> values) {
        String text = values.getOrDefault(DATA_DIR, "data");
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw Refused.usage(text + " is no path (--data-dir, " + DATA_DIR + ")");
        }
    }

    /** The external one that is named, if one is. */
    static Optional<DatabaseAddress> database(Map<String, String> values) {
        return Optional.ofNullable(values.get(DATABASE_URL)).map(DatabaseAddress::parse);
    }

    private static boolean open(String text, InetAddress host) {
        return switch (text) {
            case "on" -> false;
            case "open" -> {
                if (!host.isLoopbackAddress()) {
                    throw new Refused("open security lets everybody do everything, so it is refused on "
                            + host.getHostAddress() + "; it needs a loopback address such as 127.0.0.1");
                }
                yield true;
            }
            default -> throw Refused.usage(text + " is no security (--security, " + SECURITY + "): on or open");
        };
    }
}
