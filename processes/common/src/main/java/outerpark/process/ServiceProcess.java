package outerpark.process;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Optional;
import org.flywaydb.core.api.exception.FlywayValidateException;
import outerpark.http.Program;

/** A service as a process of its own. */
@QuarkusMain
public final class ServiceProcess {

    private ServiceProcess() {}

    public static void main(String[] arguments) {
        Program.run(arguments, "quarkus.http.port", "quarkus.management.port", ServiceProcess::lineFor);
    }

    private static Optional<String> lineFor(Throwable failure) {
        return failure instanceof FlywayValidateException ? Optional.of(foreignData(failure)) : Optional.empty();
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
