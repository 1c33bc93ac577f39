package outerpark.gateway;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.http.Page;
import outerpark.http.Problem;
import outerpark.http.Violations;

/** Merges the services' lists of dead letters to the one of the contract: the newest first, whoever has them. */
final class DeadLetterLists {

    private static final Logger LOG = Logger.getLogger(DeadLetterLists.class);

    /** So far back a list goes, here as in every service. */
    static final int REACH_MAX = 10_000;

    private static final int OK = 200;

    private static final Comparator<JsonObject> NEWEST_FIRST = Comparator.<JsonObject, Instant>comparing(
                    letter -> letter.getInstant("parkedAt"))
            .thenComparing(letter -> letter.getLong("id"))
            .reversed()
            .thenComparing(letter -> letter.getString("service"));

    private DeadLetterLists() {}

    /** What one service has, up to the reach that is asked for. */
    private record Letters(List<JsonObject> items, long total) {}

    /** A service's own answer, where it is no list: it says better than we could what is wrong. */
    private static final class Refusal extends RuntimeException {

        private final transient HttpClientResponse head;
        private final transient Buffer body;

        Refusal(HttpClientResponse head, Buffer body) {
            super("the service answers " + head.statusCode(), null, false, false);
            this.head = head;
            this.body = body;
        }
    }

    /** What all services are asked. */
    private record Question(
            Exchange exchange,
            HttpClient client,
            MultiMap headers,
            @Nullable String handler,
            Page page) {

        int reach() {
            return Math.toIntExact(page.offset() + page.size());
        }

        String target(int number) {
            String base = "/operations/dead-letters?page=" + number + "&size=" + pageSize();
            return handler == null ? base : base + "&handler=" + URLEncoder.encode(handler, StandardCharsets.UTF_8);
        }

        int pageSize() {
            return Math.min(reach(), Page.SIZE_MAX);
        }
    }

    /**
     * The one service whose list is asked for; empty if it is that of all.
     *
     * @throws Problem {@code invalid-request} if there is no such service, or the list of all does not go back so far
     */
    static Optional<Route> oneService(Exchange exchange) {
        MultiMap query = queryOf(exchange);
        Page page = Page.of(query.get("page"), query.get("size"));
        Violations violations = new Violations();
        if (page.offset() + page.size() > REACH_MAX) {
            violations.add("page", "must not go beyond the newest " + REACH_MAX);
        }
        @Nullable String service = query.get("service");
        Optional<Route> route = Optional.ofNullable(service).flatMap(Route::ofService);
        if (service != null && route.isEmpty()) {
            violations.add("service", "must be one of " + Route.serviceNames());
        }
        violations.throwIfAny();
        return route;
    }

    /** Asks all services and answers what they have together; not before all have answered. */
    static void answer(Exchange exchange, Shared shared, HttpClient client) {
        MultiMap query = queryOf(exchange);
        Page page = Page.of(query.get("page"), query.get("size"));
        MultiMap forwarded = shared.headers().of(exchange).set(HttpHeaders.ACCEPT, "application/json");
        Question question = new Question(exchange, client, forwarded, query.get("handler"), page);
        List<Future<Letters>> asked = new ArrayList<>();
        for (Route route : Route.SERVICES) {
            asked.add(ask(shared.line(route), question, 0, new Letters(List.of(), 0)));
        }
        Future.all(asked)
                .map(all -> merged(page, all.list()))
                .onSuccess(list -> exchange.answer("application/json;charset=UTF-8", list.toBuffer()))
                .onFailure(failure -> refuse(exchange, failure));
    }

    /** Page by page, as far as the reach, or as the service has any. */
    private static Future<Letters> ask(ServiceLine line, Question question, int number, Letters before) {
        Call call = new Call(
                question.exchange().context(),
                question.client(),
                HttpMethod.GET,
                question.target(number),
                question.headers(),
                null);
        return line.ask(call)
                .recover(_ -> Future.failedFuture(Problem.temporarilyUnavailable(
                        line.route().label() + " does not tell its dead letters now; name another service to see its")))
                .compose(head -> bodyOf(head).map(body -> read(head, body)))
                .compose(page -> {
                    List<JsonObject> items = new ArrayList<>(before.items());
                    items.addAll(page.items());
                    Letters letters = new Letters(items, page.total());
                    boolean isAll = page.items().size() < question.pageSize() || items.size() >= question.reach();
                    return isAll ? Future.succeededFuture(letters) : ask(line, question, number + 1, letters);
                });
    }

    private static MultiMap queryOf(Exchange exchange) {
        return exchange.request().params(true);
    }

    private static Future<Buffer> bodyOf(HttpClientResponse head) {
        Future<Buffer> body = head.body();
        head.resume();
        return body;
    }

    private static Letters read(HttpClientResponse head, Buffer body) {
        if (head.statusCode() != OK) {
            throw new Refusal(head, body);
        }
        JsonObject page = body.toJsonObject();
        List<JsonObject> items =
                page.getJsonArray("items").stream().map(JsonObject.class::cast).toList();
        return new Letters(items, page.getLong("total"));
    }

    private static JsonObject merged(Page page, List<Letters> all) {
        List<JsonObject> items = all.stream()
                .flatMap(letters -> letters.items().stream())
                .sorted(NEWEST_FIRST)
                .skip(page.offset())
                .limit(page.size())
                .toList();
        long total = all.stream().mapToLong(Letters::total).sum();
        return new JsonObject().put("items", items).put("total", total);
    }

    private static void refuse(Exchange exchange, Throwable failure) {
        switch (failure) {
            case Problem problem -> exchange.refuse(problem);
            case Refusal refusal -> {
                exchange.response().setStatusCode(refusal.head.statusCode());
                ForwardedHeaders.comeBack(refusal.head.headers(), exchange);
                exchange.answer(refusal.body);
            }
            default -> {
                exchange.log(() -> LOG.warn("a service's list of dead letters is none", failure));
                exchange.refuse(Problem.temporarilyUnavailable("the services' dead letters cannot be told now"));
            }
        }
    }
}
