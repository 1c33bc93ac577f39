package outerpark.gateway;

import io.smallrye.config.ConfigMapping;
import java.net.URI;
import java.util.List;

/** Where each service is: the base URLs of its replicas. */
@ConfigMapping(prefix = "outerpark.address")
interface Addresses {

    List<URI> musical();

    List<URI> reservation();

    List<URI> payment();

    List<URI> notice();

    List<URI> customercenter();
}
