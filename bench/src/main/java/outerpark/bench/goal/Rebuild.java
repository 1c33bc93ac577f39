package outerpark.bench.goal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import outerpark.bench.load.Wrk;
import outerpark.bench.site.Books;
import outerpark.bench.site.Product;
import outerpark.bench.site.Show;
import outerpark.machine.console.Pause;
import outerpark.machine.console.Refused;

/** The customers' view made anew from everything that ever happened. */
public final class Rebuild implements Experiment {

    private static final Goal RATE =
            Goal.atLeast("P5", "the view rebuilt from the events of its bookings", 40_000, "/s");

    private static final int BOOKINGS = 250_000;
    private static final int BOOKINGS_QUICK = 20_000;

    /** As the operator's own command: a look counts what is left, and that is work. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    private static final Duration REST_WITHIN = Duration.ofMinutes(10);

    private final Setting setting;

    public Rebuild(Setting setting) {
        this.setting = setting;
    }

    @Override
    public Set<String> ids() {
        return Set.of("P5");
    }

    @Override
    public List<Result> run() throws IOException {
        Wrk wrk = Wrk.find(setting.work());
        List<Double> figures = new ArrayList<>();
        long events = 0;
        try (Product product =
                        Product.startAnew(setting.checkout(), setting.work().resolve("rebuild"));
                Books books = Books.open(product.database())) {
            book(product, books, wrk, setting.isQuick() ? BOOKINGS_QUICK : BOOKINGS);
            Books.Stories before = books.stories();
            events = before.events();
            for (int i = 1; i <= setting.pairs(); i++) {
                double seconds = rebuild(product);
                if (!books.stories().equals(before)) {
                    throw new Refused("the view is not what it was before it was rebuilt");
                }
                setting.say("  %d of %d: %,d events in %.1f s", i, setting.pairs(), events, seconds);
                figures.add(events / seconds);
            }
            product.check(setting.out());
        }
        return List.of(new Result(RATE, figures, "%d events".formatted(events)));
    }

    private void book(Product product, Books books, Wrk wrk, int bookings) throws IOException {
        Show show = product.openShow();
        long acknowledged = 0;
        int rounds = 0;
        while (acknowledged < bookings) {
            acknowledged += wrk.place(product.address(), show.order(), Duration.ofSeconds(5))
                    .acknowledged();
            rounds++;
            books.awaitRest(REST_WITHIN);
            setting.say("  %,d bookings", acknowledged);
        }
        books.balance(show, acknowledged, (long) rounds * Wrk.CONNECTIONS);
    }

    private static double rebuild(Product product) {
        long begin = System.nanoTime();
        JsonNode view =
                product.asManager().post("/operations/view/rebuild", "{}").expect(202);
        while (!view.path("state").asText().equals("CURRENT")) {
            Pause.of(LOOK_EVERY);
            view = product.asManager().get("/operations/view").expect(200);
        }
        return (System.nanoTime() - begin) / 1e9;
    }
}
