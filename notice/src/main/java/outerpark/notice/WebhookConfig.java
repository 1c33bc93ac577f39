package outerpark.notice;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** The theatre's own system that is told of every step; see the service's microprofile-config.properties. */
@ConfigMapping(prefix = "outerpark.webhooks")
interface WebhookConfig {

    /** Without it nothing is told. */
    Optional<URI> url();

    Optional<String> secret();

    Duration timeout();

    int concurrentMax();
}
