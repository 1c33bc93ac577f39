package outerpark.operator.check;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One reservation as every service tells of it.
 *
 * @param reason of a cancellation; empty if there is none
 * @param payments all there are for it
 * @param notices their kinds
 * @param view of the customer
 */
public record Booking(
        String reservationId,
        int seats,
        long amount,
        String status,
        String reason,
        String paymentStatus,
        List<Payment> payments,
        List<String> notices,
        View view) {

    /** What payment tells. */
    public record Payment(String status, long amount) {}

    /**
     * What the customer sees.
     *
     * @param history the events' types, in their order
     */
    public record View(String status, String paymentStatus, int seats, long amount, List<String> history) {}

    /** What each event about a payment makes the customer be told. */
    private static final Map<String, String> NOTICE_OF = Map.of(
            "PaymentApproved", "PAYMENT_APPROVED",
            "PaymentCancelled", "PAYMENT_CANCELLED",
            "PaymentDeferred", "PAYMENT_DEFERRED",
            "PaymentDeclined", "PAYMENT_DECLINED");

    /** These may happen more than once: a payment that is tried again, a notice of each. */
    private static final Set<String> REPEATABLE = Set.of("PaymentDeferred", "NoticeSent", "RefundFailed");

    /** Whether its seats are taken. */
    boolean isLive() {
        return !status.equals("CANCELLED");
    }

    boolean isConfirmed() {
        return status.equals("CONFIRMED");
    }

    /** What was taken from the customer and not given back. */
    long paid() {
        return payments.stream()
                .filter(payment -> payment.status().equals("APPROVED"))
                .mapToLong(Payment::amount)
                .sum();
    }

    /** Whether its saga has come to an end, and to one that fits. */
    boolean hasEnded() {
        return endings().contains(paymentStatus);
    }

    /** Events that happened more often than they can, notices too. */
    List<String> repeated() {
        List<String> repeated = new ArrayList<>();
        counts(view.history()).forEach((what, times) -> {
            if (times > 1 && !REPEATABLE.contains(what)) {
                repeated.add("%s happened %d times to %s".formatted(what, times, reservationId));
            }
        });
        if (payments.size() > 1) {
            repeated.add("%s has %d payments".formatted(reservationId, payments.size()));
        }
        Map<String, Integer> told = counts(notices);
        counts(noticesDue()).forEach((kind, times) -> {
            if (told.getOrDefault(kind, 0) > times) {
                repeated.add("%s was told %d times of %s".formatted(reservationId, told.get(kind), kind));
            }
        });
        return repeated;
    }

    /** Whether it was cancelled because there was no payment, and the customer was told. */
    boolean isDeclined() {
        return !reason.equals("CUSTOMER") && view.history().contains("PaymentDeclined");
    }

    /** Of a saga that stands still it is enough to say so. */
    List<String> disagreementsAtTheEnd() {
        return hasEnded() ? disagreements() : List.of();
    }

    /** What one service says and another does not, once all is at rest. */
    List<String> disagreements() {
        Map<String, Object> expected = new HashMap<>();
        Map<String, Object> said = new HashMap<>();
        expected.put("payment", List.of(new Payment(paymentStatus, amount)));
        said.put("payment", payments);
        expected.put("view", List.of(status, paymentStatus, seats, amount));
        said.put("view", List.of(view.status(), view.paymentStatus(), view.seats(), view.amount()));
        expected.put("notices", counts(noticesDue()));
        said.put("notices", counts(notices));
        expected.put("notices in the view", (long) noticesDue().size());
        said.put("notices in the view", times("NoticeSent"));
        expected.put("placed", 1L);
        said.put("placed", times("ReservationPlaced"));
        expected.put("seats released", isLive() ? 0L : 1L);
        said.put("seats released", times("SeatsReleased"));
        return expected.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(said.get(entry.getKey())))
                .map(entry -> "%s: %s should be %s and is %s"
                        .formatted(reservationId, entry.getKey(), entry.getValue(), said.get(entry.getKey())))
                .toList();
    }

    /** What a payment can have come to at the end, by what became of its reservation. */
    private List<String> endings() {
        return switch (status + reason) {
            case "CONFIRMED" -> List.of("APPROVED");
            case "CANCELLEDPAYMENT_DECLINED", "CANCELLEDUNPAID" -> List.of("DECLINED");
            // Cancelled at the very moment at which the provider declined: there is nothing to cancel any more.
            case "CANCELLEDCUSTOMER" -> List.of("CANCELLED", "DECLINED");
            default -> List.of();
        };
    }

    private List<String> noticesDue() {
        return view.history().stream()
                .filter(NOTICE_OF::containsKey)
                .map(what -> NOTICE_OF.getOrDefault(what, what))
                .toList();
    }

    private long times(String what) {
        return view.history().stream().filter(what::equals).count();
    }

    private static Map<String, Integer> counts(List<String> all) {
        Map<String, Integer> counts = new HashMap<>();
        all.forEach(one -> counts.merge(one, 1, Integer::sum));
        return counts;
    }
}
