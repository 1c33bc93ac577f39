package outerpark.gateway;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The ways on from the gateway. Trouble on one never touches another: each has a breaker and a bound of its own. */
enum Route {
    MUSICAL,
    RESERVATION,
    PAYMENT,
    NOTICE,
    CUSTOMERCENTER,
    /** The live views of customercenter, which stay open. */
    LIVE_VIEWS,
    /** What the gateway says about itself, on its management port. */
    OWN;

    /** Those that lead to a service each, by name. */
    static final List<Route> SERVICES = List.of(CUSTOMERCENTER, MUSICAL, NOTICE, PAYMENT, RESERVATION);

    /** Of the service, or of the way. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Route> ofService(String name) {
        return SERVICES.stream().filter(route -> route.label().equals(name)).findFirst();
    }

    static String serviceNames() {
        return String.join(", ", SERVICES.stream().map(Route::label).toList());
    }
}
