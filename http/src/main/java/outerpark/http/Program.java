package outerpark.http;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.util.ExceptionUtil;
import java.io.PrintStream;
import java.net.BindException;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * A service or the gateway as a process: runs until it is asked to stop. What keeps it from starting is told on
 * standard error, and the exit code is 1: by one line, if the user can do something about it, which is the last line
 * anyway.
 */
public final class Program {

    private static final PrintStream ERR = System.err;

    private Program() {}

    /**
     * Runs this process's application; the process ends with it.
     *
     * @param portSetting the setting of the port at which it serves
     * @param managementPortSetting the setting of the port at which it tells of its health
     * @param known what to say of a failure, which may have causes; empty for one that nobody expects
     */
    public static void run(
            String[] arguments,
            String portSetting,
            String managementPortSetting,
            Function<Throwable, Optional<String>> known) {
        Quarkus.run(
                null,
                (exitCode, failure) -> {
                    if (failure != null) {
                        Throwable cause = ExceptionUtil.getRootCause(failure);
                        Optional<String> line = cause instanceof BindException
                                ? Optional.of(portTaken(cause, portSetting, managementPortSetting))
                                : known.apply(failure);
                        explain(failure, cause, line);
                    }
                    System.exit(exitCode);
                },
                arguments);
    }

    private static void explain(Throwable failure, Throwable cause, Optional<String> line) {
        if (line.isEmpty()) {
            failure.printStackTrace(ERR);
        }
        String name = setting("quarkus.application.name");
        ERR.println(name + ": " + line.orElseGet(() -> "cannot start: " + onOneLine(cause)));
        ERR.flush();
    }

    /** Not every server says which of the two it was. */
    private static String portTaken(Throwable cause, String portSetting, String managementPortSetting) {
        return "cannot listen on port %s (OUTERPARK_HTTP_PORT) or %s (OUTERPARK_MANAGEMENT_PORT): %s;"
                        .formatted(setting(portSetting), setting(managementPortSetting), onOneLine(cause))
                + " choose another, or stop whoever is there";
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getOptionalValue(name, String.class).orElse(name);
    }

    /** The message of a failure, or its name if it has none. */
    public static String onOneLine(Throwable cause) {
        String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return message.replaceAll("\\s+", " ");
    }
}
