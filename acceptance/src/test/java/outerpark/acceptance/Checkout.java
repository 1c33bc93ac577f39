package outerpark.acceptance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The files of the project, wherever the tests are started from. */
public final class Checkout {

    /** The folder of the whole project. */
    public static final Path ROOT = root();

    private static final Set<String> GENERATED = Set.of("target", "data", "data-cluster", ".git");

    private Checkout() {}

    /** Those of its files that somebody wrote. */
    static Stream<Path> files(Predicate<Path> wanted) {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files
                    .filter(file -> !isGenerated(ROOT.relativize(file)))
                    .filter(Files::isRegularFile)
                    .filter(wanted)
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isGenerated(Path file) {
        for (Path part : file) {
            if (GENERATED.contains(part.toString())) {
                return true;
            }
        }
        return false;
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("acceptance/pom.xml"))) {
            folder = Objects.requireNonNull(folder.getParent(), "the tests run inside the checkout");
        }
        return folder;
    }
}
