package outerpark.standalone;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import outerpark.operator.console.CommandLine;
import outerpark.operator.console.Refused;

/**
 * What {@code backup} and {@code restore} are told.
 *
 * @param database an external server; empty for the embedded one
 */
record BackupArguments(Path file, Path dataFolder, Optional<DatabaseAddress> database) {

    private static final String DATA_DIR_OPTION = "--data-dir";
    private static final String DATABASE_URL_OPTION = "--database-url";

    /** @throws Refused if they make no sense */
    static BackupArguments of(String command, List<String> arguments, Map<String, String> environment) {
        CommandLine line = CommandLine.read(arguments, Set.of(DATA_DIR_OPTION, DATABASE_URL_OPTION));
        if (line.words().size() != 1) {
            throw Refused.usage(command + " needs one file: ./outerpark " + command + " FILE");
        }
        return new BackupArguments(
                file(line.words().getFirst()),
                Settings.dataFolder(value(line, DATA_DIR_OPTION, environment, Settings.DATA_DIR)),
                value(line, DATABASE_URL_OPTION, environment, Settings.DATABASE_URL)
                        .map(DatabaseAddress::parse));
    }

    private static Optional<String> value(
            CommandLine line, String option, Map<String, String> environment, String variable) {
        return line.option(option)
                .or(() -> Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank()));
    }

    private static Path file(String text) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw Refused.usage(text + " is no path");
        }
    }
}
