package outerpark.process;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import outerpark.http.Replicas;

/** Makes the clients of this process for the other services. */
@Singleton
public final class ServiceClients {

    private static final int CONNECT_TIMEOUT_MILLIS = 1_000;

    /** To one replica; more than the calls that are ever under way at once. */
    private static final int CONNECTIONS_MAX = 32;

    /** A replica that could not be reached, or did not answer, is left aside for that long, if there are others. */
    private static final Duration ASIDE_FOR = Duration.ofSeconds(1);

    private final HttpClient http;
    private final ObjectMapper json;
    private final ServiceCredential credential;

    ServiceClients(Vertx vertx, ObjectMapper json, ServiceCredential credential) {
        this.http = vertx.createHttpClient(
                // A call is part of the trace that it says itself.
                new HttpClientOptions()
                        .setConnectTimeout(CONNECT_TIMEOUT_MILLIS)
                        .setTracingPolicy(TracingPolicy.IGNORE),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));
        this.json = json;
        this.credential = credential;
    }

    /**
     * A client for the service at these addresses.
     *
     * @param addresses base URLs of its replicas, with commas between them
     */
    public ServiceClient to(String addresses) {
        return new ServiceClient(new Replicas(parsed(addresses), ASIDE_FOR), http, json, credential.secret());
    }

    private static List<URI> parsed(String addresses) {
        return Stream.of(addresses.split(",", -1))
                .map(String::strip)
                .map(URI::create)
                .toList();
    }
}
