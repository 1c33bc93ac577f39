package outerpark.musical;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** The musical service's limits; their defaults and meaning stand in its microprofile-config.properties. */
@ConfigMapping(prefix = "outerpark.musical")
interface MusicalConfig {

    Duration countEvery();

    Queue take();

    Queue release();

    Pending pending();

    Released released();

    interface Queue {
        int queueMax();

        int batchMax();
    }

    interface Pending {
        Duration askAfter();

        Duration askEvery();

        int batchMax();
    }

    interface Released {
        Duration keep();

        Duration forgetEvery();

        int batchMax();
    }
}
