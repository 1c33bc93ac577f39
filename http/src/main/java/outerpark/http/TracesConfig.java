package outerpark.http;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Traces are sent (OTLP over HTTP, in protobuf) where {@value #ENDPOINT} (OUTERPARK_TRACES_ENDPOINT) says to whom, and
 * are not made at all where it does not: one setting for what Quarkus has three for.
 * Registered (in META-INF/services) by the processes that can make traces, which the one process cannot.
 */
public final class TracesConfig implements ConfigSourceFactory {

    private static final String ENDPOINT = "outerpark.traces.endpoint";

    /** Above the applications' own defaults, below what their environment says. */
    private static final int ORDINAL = 275;

    @Override
    public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
        String endpoint = context.getValue(ENDPOINT).getValue();
        Map<String, String> settings = endpoint == null || endpoint.isBlank()
                ? Map.of("quarkus.otel.sdk.disabled", "true")
                : Map.of(
                        "quarkus.otel.sdk.disabled", "false",
                        "quarkus.otel.exporter.otlp.traces.endpoint", endpoint,
                        "quarkus.otel.exporter.otlp.traces.protocol", "http/protobuf");
        return List.of(new PropertiesConfigSource(settings, "traces", ORDINAL));
    }
}
