package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** The packaged product with some of its lines changed: copied, the changed classes compiled again. */
final class BrokenBuild {

    private static final Path APP = Objects.requireNonNull(Standalone.JAR.getParent());

    /**
     * Some lines that are changed.
     *
     * @param module whose source it is
     * @param type by its full name
     * @param line as it stands in the source, once
     * @param instead what is to stand there
     */
    record Change(String module, String type, String line, String instead) {

        private String file() {
            return type.replace('.', '/') + ".java";
        }
    }

    private BrokenBuild() {}

    /** Makes it in the folder, and returns what is to be run. */
    static Path in(Path folder, List<Change> changes) {
        try {
            copy(APP, folder.resolve("app"));
            for (Change change : changes) {
                breakIt(folder, change);
            }
            return folder.resolve("app").resolve(APP.relativize(Standalone.JAR));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void breakIt(Path folder, Change change) throws IOException {
        String sound = Files.readString(
                Checkout.ROOT.resolve(change.module()).resolve("src/main/java").resolve(change.file()));
        assertThat(sound.split(Pattern.quote(change.line()), -1))
                .as("%s has the line once: %s", change.file(), change.line())
                .hasSize(2);
        Path source = folder.resolve("source").resolve(change.file());
        Files.createDirectories(source.getParent());
        Files.writeString(source, sound.replace(change.line(), change.instead()));
        Path classes = Files.createDirectories(folder.resolve("classes").resolve(change.module()));
        compile(source, classes);
        Path jar = folder.resolve("app/lib/main/outerpark." + change.module() + "-1.0.0.jar");
        Path own = folder.resolve(change.module() + ".jar");
        Files.copy(jar, own, StandardCopyOption.REPLACE_EXISTING);
        replace(own, classes);
        Files.move(own, jar, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void compile(Path source, Path classes) throws IOException {
        ByteArrayOutputStream complaints = new ByteArrayOutputStream();
        List<String> options = List.of("-cp", classPath(), "-d", classes.toString(), "-proc:none", "-parameters");
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        complaints,
                        complaints,
                        Stream.concat(options.stream(), Stream.of(source.toString()))
                                .toArray(String[]::new));
        assertThat(failed).as(complaints.toString(StandardCharsets.UTF_8)).isZero();
    }

    private static void replace(Path jar, Path classes) throws IOException {
        try (FileSystem inside = FileSystems.newFileSystem(jar);
                Stream<Path> compiled = Files.walk(classes)) {
            for (Path one : compiled.filter(Files::isRegularFile).toList()) {
                Path target =
                        inside.getPath("/").resolve(classes.relativize(one).toString());
                assertThat(target.getParent()).exists();
                Files.copy(one, target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static String classPath() throws IOException {
        try (Stream<Path> jars = Files.walk(APP.resolve("lib"))) {
            return jars.map(Path::toString)
                    .filter(name -> name.endsWith(".jar"))
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }

    /** The libraries by links, for they are many; what is changed is replaced, never written to. */
    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Path copy = to.resolve(from.relativize(one).toString());
                if (Files.isDirectory(one)) {
                    Files.createDirectories(copy);
                } else if (one.startsWith(from.resolve("lib/main"))) {
                    Files.createSymbolicLink(copy, one);
                } else {
                    // Among them the runner, which looks for everything beside the place that it is really in.
                    Files.copy(one, copy);
                }
            }
        }
    }
}
