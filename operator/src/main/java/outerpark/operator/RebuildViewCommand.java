package outerpark.operator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import outerpark.machine.console.Command;
import outerpark.machine.console.CommandLine;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;
import outerpark.operator.access.RunningSystem;

/** Rebuilds the customers' view of a running system, and waits until it can be read again. */
final class RebuildViewCommand implements Command {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    @Override
    public int run(List<String> arguments, Map<String, String> environment, PrintStream out) {
        CommandLine line = CommandLine.read(arguments, RunningSystem.OPTIONS);
        if (!line.words().isEmpty()) {
            throw Refused.usage(
                    "rebuild-view takes options only, not " + line.words().getFirst());
        }
        RunningSystem system = RunningSystem.of(line, environment);
        JsonNode view = system.post("/operations/view/rebuild", "{}").expect(202);
        out.println("The view is being rebuilt; should this command be stopped, the system goes on with it.");
        long shown = -1;
        while (view.path("state").asText().equals("REBUILDING")) {
            long behind = view.path("behind").asLong();
            if (behind != shown) {
                out.printf("%,d events to go%n", behind);
                shown = behind;
            }
            Pause.of(LOOK_EVERY);
            view = system.patiently(reached -> reached.get("/operations/view").expect(200));
        }
        out.println("The view is rebuilt, and can be read.");
        return 0;
    }
}
