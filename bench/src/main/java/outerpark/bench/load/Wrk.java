package outerpark.bench.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import outerpark.bench.site.Show;
import outerpark.machine.console.Refused;

/** Closed-loop load from wrk, which takes little of the processor from what it presses on. */
public final class Wrk {

    /** Keep-alive connections. */
    public static final int CONNECTIONS = 256;

    private static final int THREADS = 2;
    private static final String RESERVATIONS = "/reservations";
    private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s*([\\d.]+)");
    private static final Pattern NOT_2XX = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern ERRORS =
            Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

    private final Path script;

    private Wrk(Path script) {
        this.script = script;
    }

    /**
     * What came of a run.
     *
     * @param acknowledged answers that were 2xx
     * @param refused all other answers
     * @param errors of sockets, and answers that did not come in time
     * @param seconds how long it took by wrk's own clock
     */
    public record Run(long acknowledged, long refused, long errors, double seconds) {

        /** Acknowledged a second. */
        public double rate() {
            return acknowledged / seconds;
        }
    }

    /** Finds it on this machine; keeps the script in the folder. */
    public static Wrk find(Path folder) throws IOException {
        try {
            new ProcessBuilder("wrk", "--version")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new Refused("needs wrk: apt-get install wrk, or brew install wrk");
        }
        try (InputStream text = Objects.requireNonNull(Wrk.class.getResourceAsStream("/place.lua"))) {
            Files.createDirectories(folder);
            Path script = folder.resolve("place.lua");
            Files.write(script, text.readAllBytes());
            return new Wrk(script);
        }
    }

    /** Places reservations for so long, all with the same body. */
    public Run place(String address, String body, Duration time) throws IOException {
        return run(address, body, time, RESERVATIONS);
    }

    /** Places reservations of several shows, whose ids must be as long, in turn. */
    public Run place(String address, List<Show> shows, Duration time) throws IOException {
        String bodies = shows.stream().map(Show::order).collect(Collectors.joining("\n"));
        return run(address, bodies, time, RESERVATIONS);
    }

    /** Sends the same requests to another path. */
    public Run run(String address, String body, Duration time, String path) throws IOException {
        List<String> command = List.of(
                "wrk",
                "--threads=" + THREADS,
                "--connections=" + CONNECTIONS,
                "--duration=" + time.toSeconds() + "s",
                "--timeout=30s",
                "--script=" + script,
                address,
                "--",
                body,
                path);
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new Refused("wrk failed: " + said.strip());
            }
            return read(said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        }
    }

    static Run read(String said) {
        long requests = Math.round(number(REQUESTS, said, 1));
        long refused = Math.round(number(NOT_2XX, said, 1));
        long errors = 0;
        for (int kind = 1; kind <= 4; kind++) {
            errors += Math.round(number(ERRORS, said, kind));
        }
        double rate = number(RATE, said, 1);
        if (rate == 0) {
            throw new Refused("wrk got no answer: " + said.strip());
        }
        return new Run(requests - refused, refused, errors, requests / rate);
    }

    /** 0 if it does not say so. */
    private static double number(Pattern pattern, String said, int group) {
        Matcher found = pattern.matcher(said);
        return found.find() ? Double.parseDouble(found.group(group)) : 0;
    }
}
