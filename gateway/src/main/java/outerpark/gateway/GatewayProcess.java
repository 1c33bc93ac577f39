package outerpark.gateway;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.Optional;
import outerpark.http.Program;

/** The gateway as a process. */
@QuarkusMain
public final class GatewayProcess {

    private GatewayProcess() {}

    public static void main(String[] arguments) {
        Program.run(arguments, "outerpark.http.port", "outerpark.management.port", failure -> Optional.empty());
    }
}
