package outerpark.operator;

import java.util.Map;
import java.util.Optional;
import outerpark.machine.console.Command;
import outerpark.operator.check.CheckCommand;

/** The operator's commands, by name. */
public final class Operator {

    private static final Map<String, Command> COMMANDS = Map.of(
            "check", new CheckCommand(),
            "dead-letters", new DeadLettersCommand(),
            "rebuild-view", new RebuildViewCommand());

    private Operator() {}

    /** The command of that name; empty if there is none. */
    public static Optional<Command> command(String name) {
        return Optional.ofNullable(COMMANDS.get(name));
    }
}
