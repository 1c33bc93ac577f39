package outerpark.standalone;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import outerpark.machine.DataFolder;
import outerpark.machine.StopSignal;
import outerpark.machine.console.Command;
import outerpark.machine.console.Refused;
import outerpark.operator.Operator;

/**
 * The one command's process: one of the operator's commands, which a signal ends at once, or one that works on the
 * data: whatever ends that, a signal included, the services finish what they have begun and then PostgreSQL stops. What
 * the user can do something about is one line on standard error and exit code 1, or 2 for a command line that makes no
 * sense.
 */
@QuarkusMain
public final class OuterPark {

    private OuterPark() {}

    public static void main(String[] arguments) {
        CountDownLatch ended = new CountDownLatch(1);
        int exitCode = Running.FAILED;
        try {
            exitCode = run(List.of(arguments), ended);
        } finally {
            ended.countDown();
        }
        System.exit(exitCode);
    }

    private static int run(List<String> arguments, CountDownLatch ended) {
        try {
            Optional<Command> asked = arguments.isEmpty() ? Optional.empty() : Operator.command(arguments.getFirst());
            if (asked.isPresent()) {
                return command(asked.get(), arguments);
            }
            // From here on there are data, and what has begun on them is brought to its end.
            StopSignal.raiseAtSignal(ended);
            return switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
                case "backup" -> command(Backup::run, arguments);
                case "restore" -> command(Restore::run, arguments);
                default -> product(arguments);
            };
        } catch (Refused e) {
            return Running.complain(e.line(), e.exitCode());
        }
    }

    private static int command(Command command, List<String> arguments) {
        Running.keepLogFromConsole();
        return command.run(arguments.subList(1, arguments.size()), System.getenv(), System.out);
    }

    private static int product(List<String> arguments) {
        Settings settings = Settings.of(arguments, System.getenv());
        settings.installation().checkAddressIsFree();
        try (DataFolder folder = DataFolder.open(settings.installation().dataFolder())) {
            return new Running(settings, folder, Training.isIt() ? Training::begin : port -> {}).toItsEnd();
        }
    }
}
