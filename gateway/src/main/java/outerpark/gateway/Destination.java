package outerpark.gateway;

import outerpark.http.Problem;
import outerpark.http.ProblemCode;

/** Where a request goes, by its target alone. */
sealed interface Destination {

    /** What stands for all targets that lead there, in the metrics. */
    String uri();

    /** One service answers. */
    record ToService(Route route, String uri) implements Destination {}

    /** Every service is asked, or the one that the query names. */
    record DeadLetterList(String uri) implements Destination {}

    /** The OpenAPI document. */
    record Description(String uri) implements Destination {}

    /** It goes no further. */
    record Refused(Problem problem) implements Destination {
        @Override
        public String uri() {
            return "/**";
        }
    }

    Destination MUSICALS = new ToService(Route.MUSICAL, "/musicals/**");
    Destination RESERVATIONS = new ToService(Route.RESERVATION, "/reservations/**");
    Destination PAYMENTS = new ToService(Route.PAYMENT, "/payments/**");
    Destination NOTICES = new ToService(Route.NOTICE, "/notices/**");
    Destination MY_PAGES = new ToService(Route.CUSTOMERCENTER, "/myPages/**");
    Destination LIVE_VIEWS = new ToService(Route.LIVE_VIEWS, "/myPages/{reservationId}/events");
    Destination VIEW = new ToService(Route.CUSTOMERCENTER, "/operations/view/**");
    Destination DELIVERIES = new ToService(Route.NOTICE, "/operations/deliveries/**");
    Destination HEALTH = new ToService(Route.OWN, "/q/health/**");
    Destination METRICS = new ToService(Route.OWN, "/q/metrics");
    Destination DEAD_LETTERS = new DeadLetterList("/operations/dead-letters");
    Destination DESCRIPTION = new Description("/q/openapi");
    Destination NOWHERE = new Refused(
            ProblemCode.NOT_FOUND.problem(ProblemCode.NOT_FOUND.title()).build());

    /** The public contract and nothing else. */
    static Destination of(Target target) {
        return switch (target.segment(0)) {
            case "musicals" -> MUSICALS;
            case "reservations" -> RESERVATIONS;
            case "payments" -> PAYMENTS;
            case "notices" -> NOTICES;
            case "myPages" -> isLiveView(target) ? LIVE_VIEWS : MY_PAGES;
            case "operations" -> ofOperation(target);
            case "q" -> ofOwn(target);
            default -> NOWHERE;
        };
    }

    private static boolean isLiveView(Target target) {
        int size = target.segments().size();
        return target.segment(2).equals("events")
                && (size == 3 || (size == 4 && target.segment(3).isEmpty()));
    }

    private static Destination ofOperation(Target target) {
        return switch (target.segment(1)) {
            case "view" -> VIEW;
            case "deliveries" -> DELIVERIES;
            case "dead-letters" -> ofDeadLetters(target);
            default -> NOWHERE;
        };
    }

    private static Destination ofDeadLetters(Target target) {
        if (target.segment(2).isEmpty()) {
            return target.segments().size() <= 3 ? DEAD_LETTERS : NOWHERE;
        }
        return Route.ofService(target.segment(2))
                .<Destination>map(route -> new ToService(route, "/operations/dead-letters/**"))
                .orElse(NOWHERE);
    }

    private static Destination ofOwn(Target target) {
        return switch (String.join("/", target.segments())) {
            case "q/health/live", "q/health/ready" -> HEALTH;
            case "q/metrics" -> METRICS;
            case "q/openapi" -> DESCRIPTION;
            default -> NOWHERE;
        };
    }
}
