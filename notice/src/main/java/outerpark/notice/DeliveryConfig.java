package outerpark.notice;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** How deliveries are tried; defaults and meaning stand in the service's microprofile-config.properties. */
@ConfigMapping(prefix = "outerpark.deliveries")
interface DeliveryConfig {

    Duration lookEvery();

    Duration claimFor();

    Retry retry();

    Duration giveUpAfter();

    Duration keepFor();

    Duration countEvery();

    interface Retry {
        Duration first();

        Duration longest();
    }
}
