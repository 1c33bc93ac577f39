package outerpark.notice;

import io.smallrye.config.ConfigMapping;
import java.time.Duration;
import java.util.Optional;

/** The server that takes e-mail; defaults and meaning stand in the service's microprofile-config.properties. */
@ConfigMapping(prefix = "outerpark.mail")
interface MailConfig {

    /** Without it no e-mail is sent. */
    Optional<String> host();

    int port();

    Optional<String> from();

    Optional<String> user();

    Optional<String> password();

    boolean tls();

    String startTls();

    Duration timeout();

    int concurrentMax();
}
