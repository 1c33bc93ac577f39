package outerpark.process.kafka;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** How the relay works; defaults and meaning stand in microprofile-config.properties. */
@ConfigMapping(prefix = "outerpark.relay")
interface RelayConfig {

    Duration lookEvery();

    Duration lease();

    Duration countEvery();
}
