package outerpark.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracesConfigTest {

    @Test
    void withoutACollectorNoTracesAreMade() {
        assertThat(told(Map.of()).getValue("quarkus.otel.sdk.disabled", Boolean.class))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void anEmptyAddressIsNoCollector(String endpoint) {
        assertThat(told(Map.of("outerpark.traces.endpoint", endpoint))
                        .getValue("quarkus.otel.sdk.disabled", Boolean.class))
                .isTrue();
    }

    @Test
    void aCollectorIsSentTracesOverHttp() {
        SmallRyeConfig config = told(Map.of("outerpark.traces.endpoint", "http://127.0.0.1:4318"));
        assertThat(config.getValue("quarkus.otel.sdk.disabled", Boolean.class)).isFalse();
        assertThat(config.getValue("quarkus.otel.exporter.otlp.traces.endpoint", String.class))
                .isEqualTo("http://127.0.0.1:4318");
        assertThat(config.getValue("quarkus.otel.exporter.otlp.traces.protocol", String.class))
                .isEqualTo("http/protobuf");
    }

    private static SmallRyeConfig told(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(environment, "environment", 300))
                .withSources(new TracesConfig())
                .build();
    }
}
