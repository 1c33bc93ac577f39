package outerpark.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import outerpark.machine.DataFolder;
import outerpark.machine.console.Refused;
import outerpark.machine.console.Table;

/**
 * Does for the commands what they ask of a running cluster: over HTTP on loopback, for whoever can read the
 * {@link ControlFile}. An answer comes when the work is done. Its text is for people, its status says how it went.
 */
final class Control implements AutoCloseable {

    /** The cluster, or as much of it as is meant, is as it should be. */
    static final int DONE = 200;

    /** The command makes no sense to this cluster. */
    static final int NO_SENSE = 400;

    /** A part does not do as it was asked. */
    static final int FAILED = 409;

    /** A part is not ready; the text says which. */
    static final int NOT_READY = 503;

    private static final int FORBIDDEN = 403;
    private static final Logger LOG = Logger.getLogger(Control.class);
    private static final int CREDENTIAL_BYTES = 32;
    private static final int GRACE_SECONDS = 1;
    private static final String BEARER = "Bearer ";

    private final DataFolder folder;
    private final Cluster cluster;
    private final Runnable stop;
    private final HttpServer server;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch allStopped = new CountDownLatch(1);
    private final ControlFile file;

    private Control(DataFolder folder, Cluster cluster, Runnable stop) throws IOException {
        this.folder = folder;
        this.cluster = cluster;
        this.stop = stop;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(workers);
        server.createContext("/", this::answer);
        byte[] credential = new byte[CREDENTIAL_BYTES];
        new SecureRandom().nextBytes(credential);
        this.file = new ControlFile(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                Base64.getUrlEncoder().withoutPadding().encodeToString(credential),
                ProcessHandle.current().pid());
    }

    /**
     * Opens it: from now on commands are done.
     *
     * @param stop has all of it stopped, and returns at once
     */
    static Control open(DataFolder folder, Cluster cluster, Runnable stop) throws IOException {
        Control control = new Control(folder, cluster, stop);
        control.server.start();
        control.file.writeTo(folder);
        return control;
    }

    /** How it is reached. */
    ControlFile file() {
        return file;
    }

    /** To be called when the cluster has stopped: whoever asked for that is answered now. */
    @Override
    public void close() {
        allStopped.countDown();
        try {
            ControlFile.removeFrom(folder);
        } catch (IOException e) {
            LOG.warn("the control file stays behind, which does no harm", e);
        }
        server.stop(GRACE_SECONDS);
        workers.close();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = isAllowed(exchange) ? obey(exchange.getRequestURI()) : new Answer(FORBIDDEN, "");
            byte[] text = answer.text().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), text.length == 0 ? -1 : text.length);
            exchange.getResponseBody().write(text);
        }
    }

    private record Answer(int status, String text) {}

    /** Takes the same time whatever was sent. */
    private boolean isAllowed(HttpExchange exchange) {
        String sent = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
        return MessageDigest.isEqual(
                sent.getBytes(StandardCharsets.UTF_8), (BEARER + file.credential()).getBytes(StandardCharsets.UTF_8));
    }

    /** The path is the command, the query the names of the parts that it is for. */
    private Answer obey(URI request) {
        String query = request.getQuery();
        List<String> names = query == null ? List.of() : List.of(query.split(",", -1));
        try {
            return obey(request.getPath().substring(1), names);
        } catch (Refused e) {
            return new Answer(e.exitCode() == 1 ? FAILED : NO_SENSE, e.line() + "\n");
        }
    }

    private Answer obey(String command, List<String> names) {
        return switch (command) {
            case "status" -> new Answer(cluster.isReady() ? DONE : NOT_READY, table());
            case "start" -> {
                cluster.start(names);
                yield new Answer(DONE, told("ready", names));
            }
            case "restart" -> {
                cluster.restart(names);
                yield new Answer(DONE, told("restarted", names));
            }
            case "stop" -> {
                if (names.isEmpty()) {
                    yield stopAll();
                }
                cluster.stop(names);
                yield new Answer(DONE, told("stopped", names));
            }
            default -> new Answer(NO_SENSE, "there is no command " + command + "\n");
        };
    }

    private Answer stopAll() {
        stop.run();
        try {
            allStopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Answer(DONE, "OuterPark has stopped\n");
    }

    private static String told(String what, List<String> names) {
        return "%s: %s%n".formatted(what, String.join(", ", names));
    }

    private String table() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        Table.print(cluster.table(), new PrintStream(text, true, StandardCharsets.UTF_8));
        return text.toString(StandardCharsets.UTF_8);
    }
}
