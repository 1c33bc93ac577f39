package outerpark.process;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.flywaydb.core.api.CoreErrorCode;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import outerpark.http.Program;

/** A service as a process of its own. */
@QuarkusMain
public final class ServiceProcess {

    private ServiceProcess() {}

    public static void main(String[] arguments) {
        Program.run(arguments, "quarkus.http.port", "quarkus.management.port", ServiceProcess::lineFor);
    }

    /** What is wrong with the database is Flyway's to find, which is the first to use it. */
    private static Optional<String> lineFor(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .filter(FlywayException.class::isInstance)
                .map(FlywayException.class::cast)
                .findFirst()
                .flatMap(ServiceProcess::lineFor);
    }

    private static Optional<String> lineFor(FlywayException failure) {
        if (failure instanceof FlywayValidateException) {
            return Optional.of(foreignData(failure));
        }
        return failure.getErrorCode() == CoreErrorCode.DB_CONNECTION
                ? Optional.of(noDatabase(failure))
                : Optional.empty();
    }

    private static String noDatabase(FlywayException failure) {
        Throwable why = failure.getCause() == null ? failure : failure.getCause();
        return "cannot use its database (OUTERPARK_DATABASE_URL, OUTERPARK_DATABASE_USER,"
                + " OUTERPARK_DATABASE_PASSWORD): "
                + Program.onOneLine(why);
    }

    /** Flyway says in the second line what it has found first. */
    private static String foreignData(Throwable failure) {
        String found = String.valueOf(failure.getMessage())
                .lines()
                .skip(1)
                .findFirst()
                .orElse("no more is known")
                .strip();
        return "the data were written by another OuterPark, most likely a newer one; use that one, or a newer one (%s)"
                .formatted(found);
    }
}
