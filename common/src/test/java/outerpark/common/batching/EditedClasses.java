package outerpark.common.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import outerpark.common.database.Database;

/**
 * The product's classes once more, one of them compiled from its source with one passage replaced: what would happen
 * without that passage? They share nothing with the real ones, and neither do the tests' classes that are loaded here.
 */
final class EditedClasses extends URLClassLoader {

    /**
     * Replaces a passage of a source.
     *
     * @param passage what stands in the source exactly once; any blank stands for any number of them
     */
    record Edit(Class<?> of, String passage, String instead) {}

    private EditedClasses(Path compiled) throws MalformedURLException {
        super(
                new URL[] {compiled.toUri().toURL(), home(Batcher.class), home(EditedClasses.class)},
                EditedClasses.class.getClassLoader());
    }

    /** Compiles into an empty directory. */
    static EditedClasses compile(Path directory, Edit edit) throws IOException {
        Path source = Path.of("src/main/java", edit.of().getName().replace('.', '/') + ".java");
        String text = Files.readString(source);
        Matcher passage = Pattern.compile(Pattern.quote(edit.passage()).replace(" ", "\\E\\s+\\Q"))
                .matcher(text);
        assertThat(passage.results()).as(edit.passage()).hasSize(1);
        Path edited = Files.writeString(
                directory.resolve(source.getFileName()),
                passage.replaceFirst(Matcher.quoteReplacement(edit.instead())));

        OutputStream messages = new ByteArrayOutputStream();
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "-proc:none",
                        "-d",
                        directory.toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        edited.toString());
        assertThat(result).as(messages.toString()).isZero();
        return new EditedClasses(directory);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        boolean ours =
                name.startsWith(Batcher.class.getPackageName()) || name.startsWith(Database.class.getPackageName());
        if (!ours) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
        }
    }

    private static URL home(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
