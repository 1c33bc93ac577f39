package outerpark.machine;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import outerpark.machine.console.Refused;

/**
 * What is told to an installation, however it runs.
 *
 * @param host what HTTP binds to
 * @param port 0 lets the system choose
 * @param open whether everybody is the manager; never on an address that others can reach
 */
public record InstallationSettings(
        InetAddress host, int port, Path dataFolder, boolean open, Optional<String> managerPassword) {

    private static final String PORT = "OUTERPARK_HTTP_PORT";
    private static final String HOST = "OUTERPARK_HTTP_HOST";
    private static final String DATA_DIR = "OUTERPARK_DATA_DIR";
    private static final String SECURITY = "OUTERPARK_SECURITY";
    private static final String MANAGER_PASSWORD = "OUTERPARK_MANAGER_PASSWORD";

    /** The options of the command, each with the variable that it overrides. */
    public static final Map<String, String> OPTIONS =
            Map.of("--port", PORT, "--host", HOST, "--data-dir", DATA_DIR, "--security", SECURITY);

    public static final int PORT_MAX = 65_535;

    /**
     * Reads them from values by the variables' names.
     *
     * @throws Refused if they make no sense
     */
    public static InstallationSettings of(Map<String, String> values) {
        InetAddress host = host(values.getOrDefault(HOST, "127.0.0.1"));
        return new InstallationSettings(
                host,
                port(values.getOrDefault(PORT, "8080")),
                dataFolder(values),
                open(values.getOrDefault(SECURITY, "on"), host),
                Optional.ofNullable(values.get(MANAGER_PASSWORD)));
    }

    /** The one that is named, or {@code data} where the process works. */
    public static Path dataFolder(Map<String, String> values) {
        String text = values.getOrDefault(DATA_DIR, "data");
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw Refused.usage(text + " is no path (--data-dir, " + DATA_DIR + ")");
        }
    }

    /**
     * Makes sure that HTTP can bind to its address now.
     *
     * @throws Refused if it cannot
     */
    public void checkAddressIsFree() {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw addressTaken(String.valueOf(e.getMessage()));
        }
    }

    public Refused addressTaken(String reason) {
        return new Refused("cannot listen on port %d of %s (%s); choose another with --port or --host"
                .formatted(port, host.getHostAddress(), reason));
    }

    /** What a browser on this machine is to be given. */
    public String hostToVisit() {
        if (host.isLoopbackAddress() || host.isAnyLocalAddress()) {
            return "localhost";
        }
        return host instanceof Inet6Address ? "[" + host.getHostAddress() + "]" : host.getHostAddress();
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
