package outerpark.acceptance;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/** The files of the project, wherever the tests are started from. */
public final class Checkout {

    /** The folder of the whole project. */
    public static final Path ROOT = root();

    private Checkout() {}

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("acceptance/pom.xml"))) {
            folder = Objects.requireNonNull(folder.getParent(), "the tests run inside the checkout");
        }
        return folder;
    }
}
