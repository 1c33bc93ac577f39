package outerpark.bench.site;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;

/** A process that answers HTTP at a port of this machine, from its start to its end. */
public final class Server implements AutoCloseable {

    /** A cluster's first start after a build is two, with minutes in between on a slow machine. */
    private static final Duration READY_WITHIN = Duration.ofMinutes(10);

    private static final Duration STOPS_WITHIN = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);
    private static final int LAST_WORDS = 10;
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;
    private final URI base;
    private final Thread stopWithUs;

    private Server(Process process, URI base) {
        this.process = process;
        this.base = base;
        this.stopWithUs = new Thread(process::destroy);
        Runtime.getRuntime().addShutdownHook(stopWithUs);
    }

    /**
     * Starts it, and returns when it answers.
     *
     * @param log takes what it says, behind what is there
     * @param ready the path that answers less than 500 as soon as it can work
     */
    public static Server start(List<String> command, Map<String, String> environment, Path log, int port, String ready)
            throws IOException {
        Server server = launch(command, environment, log, port);
        server.awaitAnswer(ready, log);
        return server;
    }

    /** As {@link #start}, and returns at once. */
    public static Server launch(List<String> command, Map<String, String> environment, Path log, int port)
            throws IOException {
        Files.createDirectories(log.resolveSibling("."));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new Server(builder.start(), URI.create("http://localhost:" + port));
    }

    public URI base() {
        return base;
    }

    public long pid() {
        return process.pid();
    }

    /** Ends it as a power failure would. */
    public void kill() {
        Runtime.getRuntime().removeShutdownHook(stopWithUs);
        process.destroyForcibly();
        await();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            Runtime.getRuntime().removeShutdownHook(stopWithUs);
            process.destroy();
            await();
        }
    }

    private void await() {
        try {
            if (!process.waitFor(STOPS_WITHIN)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        }
    }

    private void awaitAnswer(String path, Path log) {
        long giveUpAt = System.nanoTime() + READY_WITHIN.toNanos();
        while (!answers(base.resolve(path))) {
            if (!process.isAlive() || System.nanoTime() > giveUpAt) {
                close();
                throw new Refused("what was to be measured does not start; see " + log + lastWordsIn(log));
            }
            Pause.of(LOOK_EVERY);
        }
    }

    private static String lastWordsIn(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return ", which ends with\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_WORDS), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }

    /** Whether a GET is answered by less than 500. */
    public static boolean answers(URI address) {
        try {
            HttpRequest question = HttpRequest.newBuilder(address).build();
            return HTTP.send(question, BodyHandlers.discarding()).statusCode() < 500;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        }
    }
}
