package outerpark.cluster;

import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import outerpark.machine.console.CommandLine;
import outerpark.machine.console.Refused;

/** What is asked of the supervisor of a running cluster, from another terminal. */
final class ControlCommand {

    private static final Set<String> COMMANDS = Set.of("status", "start", "stop", "restart");
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int END_WAIT_SECONDS = 30;
    private static final int NOT_READY_EXIT_CODE = 1;

    private ControlCommand() {}

    /** Whether it is one of them. */
    static boolean isOne(String word) {
        return COMMANDS.contains(word);
    }

    /**
     * Has it done and says what came of it.
     *
     * @param arguments the command, the names of the parts that it is for, and options
     * @return the exit code: 0 if all is well
     * @throws Refused if it cannot be done
     */
    static int run(List<String> arguments, Map<String, String> environment, PrintStream out) {
        CommandLine line = CommandLine.read(arguments, Set.of("--data-dir"));
        String command = line.words().getFirst();
        List<String> names = line.words().subList(1, line.words().size());
        requireSense(command, names);
        Path dataFolder = ClusterSettings.dataFolder(line, environment);
        try {
            ControlFile control = ControlFile.readFrom(dataFolder).orElseThrow(() -> notRunning(dataFolder));
            return told(command, names, ask(control, command, names), control, out);
        } catch (ConnectException e) {
            throw notRunning(dataFolder);
        } catch (IOException e) {
            throw new Refused("the cluster in %s does not answer: %s".formatted(dataFolder, e));
        }
    }

    private static void requireSense(String command, List<String> names) {
        if (command.equals("status") && !names.isEmpty()) {
            throw Refused.usage("status shows all of the cluster, and takes no names");
        }
        if (Set.of("start", "restart").contains(command) && names.isEmpty()) {
            throw Refused.usage(command + " needs to know what, as in ./outerpark cluster " + command + " musical");
        }
    }

    private static HttpResponse<String> ask(ControlFile control, String command, List<String> names)
            throws IOException {
        String query = names.isEmpty() ? "" : "?" + URLEncoder.encode(String.join(",", names), StandardCharsets.UTF_8);
        HttpRequest request = HttpRequest.newBuilder(URI.create(control.address() + "/" + command + query))
                .header("Authorization", "Bearer " + control.credential())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        }
    }

    private static int told(
            String command, List<String> names, HttpResponse<String> answer, ControlFile control, PrintStream out) {
        return switch (answer.statusCode()) {
            case Control.DONE -> {
                if (command.equals("stop") && names.isEmpty()) {
                    awaitEnd(control.pid());
                }
                out.print(answer.body());
                yield 0;
            }
            case Control.NOT_READY -> {
                out.print(answer.body());
                yield NOT_READY_EXIT_CODE;
            }
            case Control.NO_SENSE -> throw Refused.usage(answer.body().strip());
            case Control.FAILED -> throw new Refused(answer.body().strip());
            default -> throw new Refused("somebody else answers at " + control.address() + " than the cluster");
        };
    }

    /** So that whoever starts it again finds its data folder free. */
    private static void awaitEnd(long pid) {
        CompletableFuture<?> end = ProcessHandle.of(pid)
                .<CompletableFuture<?>>map(ProcessHandle::onExit)
                .orElse(CompletableFuture.completedFuture(null));
        try {
            end.get(END_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new Refused("all has stopped, but the supervisor (pid %d) has not ended yet".formatted(pid));
        }
    }

    private static Refused notRunning(Path dataFolder) {
        return new Refused("no cluster runs on %s; ./outerpark cluster starts it".formatted(dataFolder));
    }
}
