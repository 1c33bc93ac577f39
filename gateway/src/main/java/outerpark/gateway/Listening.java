package outerpark.gateway;

import io.smallrye.config.ConfigMapping;

/** Where the gateway takes requests. */
@ConfigMapping(prefix = "outerpark.http")
interface Listening {

    String host();

    /** 0 lets the system choose. */
    int port();
}
