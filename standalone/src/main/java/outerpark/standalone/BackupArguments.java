package outerpark.standalone;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import outerpark.machine.DatabaseAddress;
import outerpark.machine.InstallationSettings;
import outerpark.machine.console.CommandLine;
import outerpark.machine.console.Refused;

/**
 * What {@code backup} and {@code restore} are told.
 *
 * @param database an external server; empty for the embedded one
 */
record BackupArguments(Path file, Path dataFolder, Optional<DatabaseAddress> database) {

    private static final Set<String> OPTIONS = Set.of("--data-dir", "--database-url");

    /** @throws Refused if they make no sense */
    static BackupArguments of(String command, List<String> arguments, Map<String, String> environment) {
        CommandLine line = CommandLine.read(arguments, OPTIONS);
        if (line.words().size() != 1) {
            throw Refused.usage(command + " needs one file: ./outerpark " + command + " FILE");
        }
        Map<String, String> values = Settings.values(line, environment);
        return new BackupArguments(
                file(line.words().getFirst()), InstallationSettings.dataFolder(values), Settings.database(values));
    }

    private static Path file(String text) {
        try {
            return Path.of(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw Refused.usage(text + " is no path");
        }
    }
}
