package outerpark.common.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class CorrelationTest {

    @ParameterizedTest
    @ValueSource(strings = {"x", "order-17", " ", "~!@#$%^&*()_+ {}", "\"quoted\""})
    void theCallersOwnIsKept(String sent) {
        assertThat(Correlation.idOf(request(sent))).isEqualTo(sent);
    }

    @Test
    void upTo128CharactersAreKept() {
        assertThat(Correlation.idOf(request("x".repeat(128)))).isEqualTo("x".repeat(128));
        assertThat(Correlation.idOf(request("x".repeat(129)))).hasSize(36);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a\nb", "a\u0000", "tab\there", "del\u007F", "한글", "caf\u00E9"})
    void anythingElseIsReplacedByANewOne(@Nullable String sent) {
        String made = Correlation.idOf(request(sent));

        assertThat(UUID.fromString(made).version()).isEqualTo(7);
    }

    @Test
    void aRequestKeepsTheOneItWasGiven() {
        RoutingContext context = request(null);

        assertThat(Correlation.idOf(context)).isEqualTo(Correlation.idOf(context));
        assertThat(Correlation.idOf(context)).isNotEqualTo(Correlation.idOf(request(null)));
    }

    /** The little of a request that a correlation id needs. */
    private static RoutingContext request(@Nullable String header) {
        HttpServerRequest request = (HttpServerRequest) Proxy.newProxyInstance(
                CorrelationTest.class.getClassLoader(),
                new Class<?>[] {HttpServerRequest.class},
                (proxy, method, arguments) -> header);
        Map<Object, Object> data = new HashMap<>();
        return (RoutingContext) Proxy.newProxyInstance(
                CorrelationTest.class.getClassLoader(),
                new Class<?>[] {RoutingContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "request" -> request;
                    case "get" -> data.get(arguments[0]);
                    case "put" -> {
                        data.put(arguments[0], arguments[1]);
                        yield proxy;
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
