package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** A start of the one process begins with what its virtual machine has learned when the build let it run. */
@ExtendWith(SharedSystem.class)
class TrainedStartTest {

    private final Standalone system;

    TrainedStartTest(SystemUnderTest system) {
        this.system = (Standalone) system;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void itUsesWhatTheBuildHasKept() throws IOException {
        Path mapped = Path.of("/proc", Long.toString(system.console().process().pid()), "maps");
        assertThat(Files.readAllLines(mapped)).anyMatch(line -> line.endsWith(Standalone.CACHE.toString()));
    }
}
