package outerpark.notice;

import java.time.Duration;
import java.util.Optional;

/** The settings of e-mail, as tests need them. */
record MailLimits(
        Optional<String> host,
        int port,
        Optional<String> from,
        Optional<String> user,
        Optional<String> password,
        boolean tls,
        String startTls,
        Duration timeout,
        int concurrentMax)
        implements MailConfig {

    static final MailConfig OFF = of(Optional.empty());
    static final MailConfig ON = of(Optional.of("localhost"));

    private static MailConfig of(Optional<String> host) {
        return new MailLimits(
                host,
                25,
                Optional.of("tickets@example.com"),
                Optional.empty(),
                Optional.empty(),
                false,
                "DISABLED",
                Duration.ofSeconds(5),
                4);
    }
}
