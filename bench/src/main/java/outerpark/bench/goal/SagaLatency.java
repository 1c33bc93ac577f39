package outerpark.bench.goal;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import outerpark.bench.load.OpenLoop;
import outerpark.bench.site.Books;
import outerpark.bench.site.Product;
import outerpark.bench.site.Show;
import outerpark.machine.console.Refused;

/** How long a customer waits until the view says that all is done, while others come at a steady rate. */
final class SagaLatency {

    private static final Goal LATENCY = Goal.atMost(
            "P4", "p99 from when a reservation was due to CONFIRMED in the view, at half of P3's rate", 50, "ms");

    /** Following costs more than placing: few are enough to know the 99th of a hundred. */
    private static final int FOLLOW_ONE_IN = 100;

    private static final Duration WARM_UP = Duration.ofSeconds(10);

    private static final Duration REST_WITHIN = Duration.ofMinutes(2);

    private final Setting setting;

    SagaLatency(Setting setting) {
        this.setting = setting;
    }

    /** On a product that is warm and at rest. */
    Result run(Product product, Books books, double rate) throws IOException {
        Duration time = Duration.ofSeconds(setting.isQuick() ? 5 : 30);
        List<Double> figures = new ArrayList<>();
        try (OpenLoop customers = new OpenLoop(URI.create(product.address()))) {
            ask(customers, product, books, rate, WARM_UP);
            for (int i = 1; i <= setting.pairs(); i++) {
                OpenLoop.Outcome outcome = ask(customers, product, books, rate, time);
                if (outcome.unconfirmed() > 0) {
                    throw new Refused(outcome.unconfirmed() + " reservations were never confirmed in the view");
                }
                setting.say(
                        "  %d of %d: at %,.0f/s the 201 after %.1f ms (p50) and %.1f ms (p99), CONFIRMED after %.1f and"
                                + " %.1f ms; %d refused, %d unanswered",
                        i,
                        setting.pairs(),
                        rate,
                        outcome.acknowledged().getValueAtPercentile(50) / 1e3,
                        outcome.acknowledged().getValueAtPercentile(99) / 1e3,
                        outcome.confirmed().getValueAtPercentile(50) / 1e3,
                        outcome.confirmed().getValueAtPercentile(99) / 1e3,
                        outcome.refused().getTotalCount(),
                        outcome.unanswered());
                figures.add(outcome.confirmed().getValueAtPercentile(99) / 1e3);
            }
        }
        return new Result(
                LATENCY, figures, "at %.0f reservations/s, one in %d followed".formatted(rate, FOLLOW_ONE_IN));
    }

    private static OpenLoop.Outcome ask(OpenLoop customers, Product product, Books books, double rate, Duration time) {
        Show show = product.openShow();
        OpenLoop.Outcome outcome = customers.run(new OpenLoop.Plan(show.order(), rate, time, FOLLOW_ONE_IN));
        books.awaitRest(REST_WITHIN);
        books.balance(show, outcome.acknowledged().getTotalCount(), outcome.unanswered());
        return outcome;
    }
}
