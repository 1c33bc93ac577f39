package outerpark.gateway;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import outerpark.http.ProblemCode;

/** The product's OpenAPI document, which the build takes from standalone: YAML, or JSON for who asks for it. */
final class ApiDescription {

    private static final String JSON_TYPE = "application/json";
    private final Buffer json = resource("openapi.json");
    private final Buffer yaml = resource("openapi.yaml");

    void answer(Exchange exchange) {
        HttpMethod method = exchange.request().method();
        if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
            exchange.refuse(ProblemCode.METHOD_NOT_ALLOWED
                    .problem(ProblemCode.METHOD_NOT_ALLOWED.title())
                    .withHeader("Allow", "GET, HEAD")
                    .build());
            return;
        }
        boolean isJson = wantsJson(exchange);
        exchange.answer((isJson ? JSON_TYPE : "application/yaml") + ";charset=UTF-8", isJson ? json : yaml);
    }

    private static boolean wantsJson(Exchange exchange) {
        @Nullable String accepted = exchange.request().getHeader(HttpHeaders.ACCEPT);
        @Nullable String format = exchange.request().getParam("format");
        return (accepted != null && accepted.contains(JSON_TYPE))
                || (format != null && format.toUpperCase(Locale.ROOT).equals("JSON"));
    }

    private static Buffer resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(ApiDescription.class.getResourceAsStream("/outerpark/gateway/" + name), name)) {
            return Buffer.buffer(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
