package outerpark.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import outerpark.machine.console.Refused;

/** One process of a service, or of the gateway. Its management port tells how it is. */
final class ApplicationPart implements Part {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
    private static final int OK = 200;

    /** Of all of them. */
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(ANSWER_TIMEOUT).build();

    private final String name;
    private final String address;
    private final HttpRequest readiness;
    private final HttpRequest liveness;
    private final ChildProcess program;
    private final List<String> command;
    private final Supplier<Map<String, String>> environment;
    private final Supplier<Duration> stopWait;

    /**
     * Describes it.
     *
     * @param managementPort where it tells of its health
     * @param environment as it is when the program starts
     * @param stopWait after which it is killed if it does not stop
     */
    ApplicationPart(
            String name,
            String address,
            int managementPort,
            ChildProcess program,
            List<String> command,
            Supplier<Map<String, String>> environment,
            Supplier<Duration> stopWait) {
        this.name = name;
        this.address = address;
        this.readiness = question(managementPort, "ready");
        this.liveness = question(managementPort, "live");
        this.program = program;
        this.command = command;
        this.environment = environment;
        this.stopWait = stopWait;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Path log() {
        return program.log();
    }

    @Override
    public void start() {
        try {
            program.start(command, environment.get());
        } catch (IOException e) {
            throw new Refused("%s cannot be started: %s".formatted(name, e.getMessage()));
        }
    }

    @Override
    public void stop() {
        program.stop(stopWait.get());
    }

    @Override
    public Optional<Process> process() {
        return program.process();
    }

    @Override
    public boolean isReady() {
        return answerTo(readiness).equals(OptionalInt.of(OK));
    }

    @Override
    public Optional<String> ailment() {
        OptionalInt answer = answerTo(liveness);
        if (answer.isEmpty()) {
            return Optional.of("does not answer");
        }
        return answer.getAsInt() == OK ? Optional.empty() : Optional.of("says that it cannot work any more");
    }

    private static HttpRequest question(int managementPort, String ofHealth) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/q/health/%s".formatted(managementPort, ofHealth)))
                .timeout(ANSWER_TIMEOUT)
                .build();
    }

    /** The answer's status; empty if there is none in time. */
    private static OptionalInt answerTo(HttpRequest question) {
        try {
            return OptionalInt.of(
                    HTTP.send(question, HttpResponse.BodyHandlers.discarding()).statusCode());
        } catch (IOException e) {
            return OptionalInt.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.empty();
        }
    }

    /** With its own words, unless somebody else ended it. */
    @Override
    public String ending() {
        String ending = Part.super.ending();
        boolean byItself = process()
                .filter(process -> !process.isAlive() && process.exitValue() < SIGNALLED)
                .isPresent();
        return byItself
                ? "%s (%s; its log is %s)".formatted(ending, program.lastWords().orElse("without a word"), log())
                : ending;
    }
}
