package outerpark.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;
import outerpark.machine.ServiceRoles;

/**
 * What the virtual machines of the services and the gateway have learned in a run of this build, for every start to
 * begin with (JEP 483, 514 and 515). One that is missing or does not fit is passed over, and a start takes longer.
 *
 * @param checkout where they stand, each beside its program
 * @param isTraining whether they are to be made by this run
 */
record AotCaches(Path checkout, boolean isTraining) {

    /** What an application's virtual machine is told of its cache. */
    List<String> options(String application) {
        if (isTraining) {
            return List.of("-XX:AOTCacheOutput=" + unfinished(application));
        }
        Path cache = cache(application);
        return Files.exists(cache) ? List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=off") : List.of();
    }

    /** After a run that was well: puts those that it has made into their places, if it has made all. */
    void keep() throws IOException {
        for (String application : applications()) {
            if (!Files.exists(unfinished(application))) {
                throw new NoSuchFileException(unfinished(application).toString());
            }
        }
        for (String application : applications()) {
            Files.move(unfinished(application), cache(application), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static List<String> applications() {
        return Stream.concat(ServiceRoles.SERVICES.stream(), Stream.of(Applications.GATEWAY))
                .toList();
    }

    private Path cache(String application) {
        return checkout.resolve(Applications.moduleOf(application)).resolve("target/app.aot");
    }

    private Path unfinished(String application) {
        return cache(application).resolveSibling("app.aot.new");
    }
}
