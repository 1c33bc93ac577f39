package outerpark.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A setting has one default; where a second one ranks above it, that is on purpose. */
class SettingsTest {

    private static final String DEFAULTS = "src/main/resources/META-INF/microprofile-config.properties";

    /** What all of the cluster's processes have otherwise than the one process. */
    private static final Set<String> OTHERWISE_IN_THE_CLUSTER = Set.of("outerpark.events.gather-for");

    @Test
    void noSettingHasTwoDefaultsByMistake() {
        Set<String> seen = new TreeSet<>();
        List<String> again = new ArrayList<>();
        Checkout.files(file -> file.endsWith(DEFAULTS))
                .flatMap(file -> settings(file).stream())
                .forEach(setting -> {
                    if (!seen.add(setting)) {
                        again.add(setting);
                    }
                });
        assertThat(seen).contains("outerpark.security", "outerpark.relay.lease");
        assertThat(again).containsExactlyInAnyOrderElementsOf(OTHERWISE_IN_THE_CLUSTER);
    }

    private static Set<String> settings(Path file) {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(Checkout.text(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        properties.remove("config_ordinal");
        return properties.stringPropertyNames();
    }
}
