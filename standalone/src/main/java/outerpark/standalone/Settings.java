package outerpark.standalone;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import outerpark.machine.DatabaseAddress;
import outerpark.machine.InstallationSettings;
import outerpark.machine.console.CommandLine;
import outerpark.machine.console.Refused;

/**
 * How this process is to run: from the environment, and from the options of the command, which override it.
 *
 * @param database an external server; empty for the embedded one
 */
record Settings(InstallationSettings installation, Optional<DatabaseAddress> database) {

    private static final String DATABASE_URL = "OUTERPARK_DATABASE_URL";

    /** @throws Refused if they make no sense */
    static Settings of(List<String> arguments, Map<String, String> environment) {
        CommandLine line = CommandLine.read(arguments, variables().keySet());
        if (!line.words().isEmpty()) {
            throw Refused.usage("there is no option " + line.words().getFirst());
        }
        Map<String, String> values = values(line, environment);
        return new Settings(InstallationSettings.of(values), database(values));
    }

    /** By the variables' names: what the options say, and for the rest the environment, where blank is not given. */
    static Map<String, String> values(CommandLine line, Map<String, String> environment) {
        return line.values(variables(), environment);
    }

    /** The external one that is named, if one is. */
    static Optional<DatabaseAddress> database(Map<String, String> values) {
        return Optional.ofNullable(values.get(DATABASE_URL)).map(DatabaseAddress::parse);
    }

    private static Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(InstallationSettings.OPTIONS);
        variables.put("--database-url", DATABASE_URL);
        return variables;
    }
}
