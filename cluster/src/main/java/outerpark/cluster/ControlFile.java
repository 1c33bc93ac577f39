package outerpark.cluster;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import outerpark.machine.DataFolder;

/**
 * How the commands reach the supervisor of a cluster that runs: a file in its data folder, for its owner alone.
 *
 * @param address of its {@link Control}
 * @param credential that it asks for
 * @param pid of the supervisor
 */
record ControlFile(URI address, String credential, long pid) {

    private static final String NAME = "control.properties";

    void writeTo(DataFolder folder) throws IOException {
        folder.write(NAME, """
                address=%s
                credential=%s
                pid=%d
                """.formatted(address, credential, pid));
    }

    static void removeFrom(DataFolder folder) throws IOException {
        Files.deleteIfExists(folder.path().resolve(NAME));
    }

    /** Empty if none runs there. One that was killed has left its file. */
    static Optional<ControlFile> readFrom(Path dataFolder) throws IOException {
        Properties kept = new Properties();
        try {
            kept.load(new StringReader(Files.readString(dataFolder.resolve(NAME))));
            return Optional.of(new ControlFile(
                    URI.create(kept.getProperty("address", "")),
                    kept.getProperty("credential", ""),
                    Long.parseLong(kept.getProperty("pid", ""))));
        } catch (NoSuchFileException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
