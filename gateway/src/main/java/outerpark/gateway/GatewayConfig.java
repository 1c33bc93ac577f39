package outerpark.gateway;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The gateway's limits; their defaults and meaning stand in its application.properties. */
@ConfigMapping(prefix = "outerpark.gateway")
interface GatewayConfig {

    RequestLine requestLine();

    Headers headers();

    Body body();

    Duration idleTimeout();

    Duration stopTimeout();

    Service service();

    LiveViews liveViews();

    Breaker breaker();

    /** Addresses, or ranges such as 10.0.0.0/8. */
    Optional<List<String>> trustedProxies();

    RateLimit rateLimit();

    interface RequestLine {
        MemorySize sizeMax();
    }

    interface Headers {
        MemorySize sizeMax();

        int countMax();
    }

    interface Body {
        MemorySize sizeMax();

        Duration timeout();
    }

    interface Service {
        Duration connectTimeout();

        Duration answerTimeout();

        Duration clientPatience();

        Duration idleTimeout();

        Duration asideFor();

        int underWayMax();
    }

    interface LiveViews {
        int openMax();
    }

    interface Breaker {
        int requests();

        double failureRatio();

        Duration openFor();

        int probes();
    }

    interface RateLimit {
        Limit address();

        Limit caller();

        Limit reservations();

        int rememberedMax();
    }

    interface Limit {
        /** 0 for no limit. */
        int perSecond();

        int burst();
    }
}
