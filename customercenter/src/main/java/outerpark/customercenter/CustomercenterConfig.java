package outerpark.customercenter;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;

/** The customercenter service's limits; their defaults and meaning stand in its microprofile-config.properties. */
@ConfigMapping(prefix = "outerpark.customercenter")
interface CustomercenterConfig {

    Streams streams();

    interface Streams {
        int openMax();

        Duration heartbeatEvery();

        int readMax();
    }
}
