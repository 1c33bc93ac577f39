package outerpark.payment.toss;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.Optional;

/** The account at Toss Payments; defaults and meaning stand in the service's microprofile-config.properties. */
@ConfigMapping(prefix = "outerpark.payment.toss")
interface TossConfig {

    URI baseUrl();

    /** Proves to Toss who asks. */
    Optional<String> secretKey();

    /** Goes to the customer's browser, for the checkout. */
    Optional<String> clientKey();

    /** Signs webhooks. */
    Optional<String> securityKey();

    String orderName();
}
