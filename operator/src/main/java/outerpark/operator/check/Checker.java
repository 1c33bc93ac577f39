package outerpark.operator.check;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import outerpark.operator.check.Attempt.Acknowledged;
import outerpark.operator.check.Attempt.Cancelling;
import outerpark.operator.check.Attempt.Unknown;
import outerpark.operator.check.Attempt.Wrong;
import outerpark.operator.check.Verdict.Finding;

/** Holds what customers were told against what the system says: pure, so every rule can be seen to fail. */
public final class Checker {

    static final String NOTHING_LOST = "every reservation that was acknowledged is there, as it was acknowledged";
    static final String CANCELLED_STAYS = "every cancellation that was acknowledged is there";
    static final String NOTHING_CANCELLED = "nothing is cancelled that nobody cancelled and everybody could pay";
    static final String NOTHING_INVENTED = "nothing is there that nobody asked for, or that was refused";
    static final String NOTHING_WRONG = "no answer was wrong, and a key always gets the same reservation";
    static final String SEATS_LOOKED_AT = "seats were conserved at every look";
    static final String SEATS_AT_REST = "at the end the seats taken are those of the live reservations";
    static final String MONEY = "money is conserved: approved less refunded is what the confirmed reservations cost";
    static final String ENDED = "every saga ended";
    static final String ONCE = "every effect happened once";
    static final String AGREEMENT = "payment, notices and view tell what reservation tells";
    static final String COUNTED = "the sums are those of the parts";

    private final History history;
    private final State state;
    private final Map<String, Booking> stored;

    private Checker(History history, State state) {
        this.history = history;
        this.state = state;
        this.stored = state.bookings().stream()
                .collect(Collectors.toMap(Booking::reservationId, booking -> booking, (one, other) -> one));
    }

    /** What follows from both. */
    public static Verdict judge(History history, State state) {
        Checker checker = new Checker(history, state);
        return new Verdict(List.of(
                new Finding(NOTHING_LOST, checker.lost()),
                new Finding(CANCELLED_STAYS, checker.uncancelled()),
                new Finding(NOTHING_CANCELLED, checker.cancelledByNobody()),
                new Finding(NOTHING_INVENTED, checker.invented()),
                new Finding(NOTHING_WRONG, checker.wrong()),
                new Finding(SEATS_LOOKED_AT, checker.unconserved()),
                new Finding(SEATS_AT_REST, checker.seatsAstray()),
                new Finding(MONEY, checker.moneyAstray()),
                new Finding(ENDED, checker.unended()),
                new Finding(ONCE, checker.each(Booking::repeated)),
                new Finding(AGREEMENT, checker.each(Booking::disagreementsAtTheEnd)),
                new Finding(COUNTED, checker.miscounted())));
    }

    private List<String> lost() {
        List<String> lost = new ArrayList<>();
        for (Attempt attempt : history.attempts()) {
            if (attempt.outcome() instanceof Acknowledged told) {
                Booking booking = stored.get(told.reservationId());
                if (booking == null) {
                    lost.add(told.reservationId() + " is missing");
                } else if (booking.seats() != attempt.seats() || booking.amount() != told.amount()) {
                    lost.add("%s was acknowledged with %d seats for %d and has %d for %d"
                            .formatted(
                                    told.reservationId(),
                                    attempt.seats(),
                                    told.amount(),
                                    booking.seats(),
                                    booking.amount()));
                }
            }
        }
        return lost;
    }

    private List<String> uncancelled() {
        return history.attempts().stream()
                .filter(attempt -> attempt.cancelling() == Cancelling.ACKNOWLEDGED)
                .map(attempt -> stored.get(((Acknowledged) attempt.outcome()).reservationId()))
                .filter(booking -> booking != null && booking.isLive())
                .map(booking -> booking.reservationId() + " is " + booking.status())
                .toList();
    }

    private List<String> cancelledByNobody() {
        return history.attempts().stream()
                .filter(attempt -> attempt.cancelling() == Cancelling.NOT_ASKED)
                .filter(attempt -> attempt.outcome() instanceof Acknowledged)
                .map(attempt -> stored.get(((Acknowledged) attempt.outcome()).reservationId()))
                .filter(booking -> booking != null && !booking.isLive() && !booking.isDeclined())
                .map(booking -> "%s is cancelled: %s".formatted(booking.reservationId(), booking.reason()))
                .toList();
    }

    /** A wish without an answer may have been granted, and no more than one reservation can come of it. */
    private List<String> invented() {
        Set<String> acknowledged = new HashSet<>();
        Map<Integer, Long> unknown = history.attempts().stream()
                .filter(attempt -> attempt.outcome() instanceof Unknown)
                .collect(Collectors.groupingBy(Attempt::seats, Collectors.counting()));
        history.attempts().stream()
                .map(Attempt::outcome)
                .filter(Acknowledged.class::isInstance)
                .forEach(told -> acknowledged.add(((Acknowledged) told).reservationId()));
        Map<Integer, List<Booking>> unheardOf = state.bookings().stream()
                .filter(booking -> !acknowledged.contains(booking.reservationId()))
                .collect(Collectors.groupingBy(Booking::seats));
        List<String> invented = new ArrayList<>();
        unheardOf.forEach((seats, bookings) -> {
            long explained = unknown.getOrDefault(seats, 0L);
            bookings.stream()
                    .skip(explained)
                    .forEach(booking ->
                            invented.add("%s with %d seats".formatted(booking.reservationId(), booking.seats())));
        });
        return invented;
    }

    private List<String> wrong() {
        return history.attempts().stream()
                .filter(attempt -> attempt.outcome() instanceof Wrong)
                .map(attempt -> ((Wrong) attempt.outcome()).what())
                .toList();
    }

    private List<String> unconserved() {
        if (history.looks().isEmpty()) {
            return List.of("nobody could look at the seats");
        }
        return history.looks().stream()
                .filter(look -> !look.isConserved(history.plan().seats()))
                .map(SeatCount::toString)
                .toList();
    }

    private List<String> seatsAstray() {
        SeatCount seats = state.seats();
        boolean right = seats.isConserved(history.plan().seats())
                && seats.pending() == 0
                && seats.confirmed() == state.liveSeats();
        return right ? List.of() : List.of("%s, and reservations for %d".formatted(seats, state.liveSeats()));
    }

    private List<String> moneyAstray() {
        return state.bookings().stream()
                .filter(booking ->
                        booking.amount() != booking.seats() * history.plan().price()
                                || booking.paid() != (booking.isConfirmed() ? booking.amount() : 0))
                .map(booking -> "%s is %s, costs %d for %d seats, and %d are paid"
                        .formatted(
                                booking.reservationId(),
                                booking.status(),
                                booking.amount(),
                                booking.seats(),
                                booking.paid()))
                .toList();
    }

    private List<String> unended() {
        return state.bookings().stream()
                .filter(booking -> !booking.hasEnded())
                .map(booking -> "%s is %s with payment %s"
                        .formatted(booking.reservationId(), booking.status(), booking.paymentStatus()))
                .toList();
    }

    private List<String> miscounted() {
        long live = state.bookings().stream().filter(Booking::isLive).count();
        List<String> miscounted = new ArrayList<>();
        if (live != state.liveByCount()) {
            miscounted.add("%d live reservations are listed and %d are counted".formatted(live, state.liveByCount()));
        }
        if (stored.size() != state.bookings().size()) {
            miscounted.add("a reservation is listed twice");
        }
        return miscounted;
    }

    private List<String> each(Function<Booking, List<String>> complaints) {
        return state.bookings().stream().map(complaints).flatMap(List::stream).toList();
    }
}
