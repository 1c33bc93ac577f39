package outerpark.payment.domain;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.DeclineReason;
import outerpark.payment.domain.Payment.Change;
import outerpark.payment.domain.State.AwaitingCustomer;
import outerpark.payment.domain.State.Checkout;
import outerpark.payment.domain.State.Deferred;
import outerpark.payment.domain.State.GivingBack;
import outerpark.payment.domain.State.Pending;
import outerpark.payment.domain.State.Progress;
import outerpark.payment.domain.State.Unpaid;

/**
 * Decides what becomes of a payment. What comes late, twice or out of order changes nothing.
 *
 * <p>At most one of {@code PaymentApproved} and {@code PaymentDeclined} is ever told; after {@code PaymentDeclined} or
 * {@code PaymentCancelled} nothing is; and a cancelled reservation's money never stays taken.
 */
public final class PaymentRules {

    private PaymentRules() {}

    /**
     * Decides a command.
     *
     * @param known the reservation's payment; null if there is none yet
     * @return what becomes of it; empty if nothing changes
     */
    public static Optional<Change> decide(@Nullable Payment known, Command command, Instant now) {
        if (known == null) {
            return switch (command) {
                case Command.Place place -> Optional.of(open(place, now));
                case Command.Cancel cancel -> Optional.of(neverOpen(cancel, now));
                default -> Optional.empty();
            };
        }
        return switch (command) {
            case Command.Place again -> Optional.empty();
            case Command.Cancel cancel -> cancel(known, cancel, now);
            case Command.Due due -> fallDue(known.because(due.cause()), due.graceUntil(), now);
            case Command.PayNow pay -> payNow(known, pay, now);
            case Command.Nudge nudge -> nudge(known, nudge, now);
            case Command.Claim claim -> claim(known, claim, now);
            case Command.OfClaim late when !known.turn().isOf(late.claim()) -> Optional.empty();
            case Command.Answered answered -> answer(known, answered, now);
            case Command.NoAnswer none -> noAnswer(known, none, now);
            case Command.GaveBack back -> gaveBack(known, back.refunded(), now);
            case Command.NotGivenBack failed -> notGivenBack(known, failed, now);
        };
    }

    /** A free show is never charged. */
    private static Change open(Command.Place place, Instant now) {
        Bill bill = new Bill(place.paymentId(), place.reservationId(), place.amount(), place.method(), now);
        if (bill.amount() == 0) {
            Payment free = Payment.open(bill, new State.Approved(), Turn.none(), place.cause());
            return new Change(free, approvedEvent(bill));
        }
        return new Change(Payment.open(bill, new Pending(Progress.NONE), Turn.first(now), place.cause()), null);
    }

    /** Cancelled before it was seen: when it comes, there is nothing to pay any more. */
    private static Change neverOpen(Command.Cancel cancel, Instant now) {
        Bill bill = new Bill(cancel.paymentId(), cancel.reservationId(), cancel.amount(), null, now);
        return new Change(
                Payment.open(bill, new State.Cancelled(0), Turn.none(), cancel.cause()), cancelledEvent(bill, 0));
    }

    /** While the provider is being asked, the cancel is noted and decided when the answer comes. */
    private static Optional<Change> cancel(Payment payment, Command.Cancel cancel, Instant now) {
        Payment caused = payment.because(cancel.cause());
        return switch (payment.state()) {
            case Unpaid unpaid when unpaid.progress().isCancelled() -> Optional.empty();
            case Unpaid unpaid
            when payment.turn().claimed() -> {
                Unpaid noted = unpaid.with(unpaid.progress().cancelled());
                yield silently(caused.become(noted, payment.turn(), now));
            }
            case Unpaid unpaid when unpaid.progress().mayBeTaken() -> giveBack(caused, 0, now, now);
            case Unpaid unpaid -> end(caused, 0, now);
            case State.Approved free when payment.bill().amount() == 0 -> end(caused, 0, now);
            case State.Approved approved -> giveBack(caused, payment.bill().amount(), now, now);
            // Nothing was taken and that is told already; or it is on its way; or it is done.
            case State.Declined declined -> Optional.empty();
            case GivingBack back -> Optional.empty();
            case State.Cancelled cancelled -> Optional.empty();
        };
    }

    /**
     * The customer's own delay ends the payment. The provider's trouble does not: a payment that still has to ask, or
     * is asking, is decided by the next definite answer.
     */
    private static Optional<Change> fallDue(Payment payment, @Nullable Instant graceUntil, Instant now) {
        return switch (payment.state()) {
            case Unpaid unpaid
            when unpaid.progress().isDue() || unpaid.progress().isCancelled() -> Optional.empty();
            case AwaitingCustomer idle
            when idle.paymentKey() == null ->
                timeIsUp(payment, idle.with(idle.progress().due()), graceUntil, now);
            case Unpaid unpaid ->
                silently(payment.become(unpaid.with(unpaid.progress().due()), payment.turn(), now));
            default -> Optional.empty();
        };
    }

    /** A customer who did not pay in time is declined, unless the provider's trouble was in the way. */
    private static Optional<Change> timeIsUp(
            Payment payment, AwaitingCustomer idle, @Nullable Instant graceUntil, Instant now) {
        if (graceUntil == null) {
            return decline(payment, DeclineReason.UNPAID, now);
        }
        Checkout open = new Checkout(idle.checkout().data(), graceUntil);
        return silently(payment.become(
                new AwaitingCustomer(idle.progress(), open, null),
                payment.turn().next(graceUntil),
                now));
    }

    private static Optional<Change> payNow(Payment payment, Command.PayNow pay, Instant now) {
        if (isUnderWay(payment, now) || !payment.isPayable()) {
            return Optional.empty();
        }
        return switch (payment.state()) {
            case Deferred deferred ->
                silently(payment.become(deferred, payment.turn().next(now), now));
            case AwaitingCustomer awaiting
            when awaiting.paymentKey() == null && pay.paymentKey() != null -> {
                State brought = new AwaitingCustomer(awaiting.progress(), awaiting.checkout(), pay.paymentKey());
                yield silently(payment.become(brought, payment.turn().next(now), now));
            }
            default -> Optional.empty();
        };
    }

    /** The provider is asked now, if it is to be asked at all. */
    private static Optional<Change> nudge(Payment payment, Command.Nudge nudge, Instant now) {
        return payment.state() instanceof GivingBack back && !isUnderWay(payment, now)
                ? silently(payment.become(back, payment.turn().next(now), now))
                : payNow(payment, new Command.PayNow(nudge.reservationId(), nudge.paymentKey()), now);
    }

    private static boolean isUnderWay(Payment payment, Instant now) {
        Instant at = payment.turn().at();
        return payment.turn().claimed() || (at != null && !at.isAfter(now));
    }

    /** Takes the turn if it has come; whoever had it before and gave no answer may have had the money taken. */
    private static Optional<Change> claim(Payment payment, Command.Claim claim, Instant now) {
        Instant at = payment.turn().at();
        if (at == null || at.isAfter(now)) {
            return Optional.empty();
        }
        return switch (payment.state()) {
            case AwaitingCustomer idle
            when idle.paymentKey() == null -> timeIsUp(payment, idle, claim.graceUntil(), now);
            case Unpaid unpaid -> {
                Progress progress = unpaid.progress();
                boolean doubt = progress.mayBeTaken() || payment.turn().claimed();
                yield silently(payment.claim(unpaid.with(progress.inDoubt(doubt)), claim.until()));
            }
            case State other -> silently(payment.claim(other, claim.until()));
        };
    }

    private static Optional<Change> answer(Payment payment, Command.Answered answered, Instant now) {
        if (!(payment.state() instanceof Unpaid unpaid)) {
            return Optional.empty();
        }
        boolean cancelled = unpaid.progress().isCancelled();
        return switch (answered.result()) {
            case PaymentProvider.Approved yes -> {
                Payment asked = payment.asked(yes.reference());
                yield cancelled ? giveBack(asked, payment.bill().amount(), now, now) : approve(asked, now);
            }
            case PaymentProvider.Declined no -> {
                Payment asked = payment.asked(no.reason());
                yield cancelled ? end(asked, 0, now) : decline(asked, DeclineReason.REFUSED, now);
            }
            case PaymentProvider.AwaitsCustomer awaits -> {
                Payment asked = payment.asked(null);
                yield cancelled
                        ? end(asked, 0, now)
                        : await(asked, unpaid, new Checkout(awaits.checkout(), answered.windowEnd()), now);
            }
        };
    }

    /** A customer who gets to the checkout only after the time to pay has a window of their own, once. */
    private static Optional<Change> await(Payment payment, Unpaid unpaid, Checkout offered, Instant now) {
        Instant closesAt = null;
        if (unpaid.progress().isDue()) {
            Checkout before = unpaid.checkout();
            closesAt = before == null || before.closesAt() == null ? offered.closesAt() : before.closesAt();
        }
        if (closesAt != null && !closesAt.isAfter(now)) {
            return decline(payment, DeclineReason.UNPAID, now);
        }
        State awaiting =
                new AwaitingCustomer(unpaid.progress().inDoubt(false), new Checkout(offered.data(), closesAt), null);
        Payment waits = payment.become(awaiting, payment.turn().next(closesAt), now);
        Event told = payment.status() == Status.AWAITING_CUSTOMER
                ? null
                : new Event.PaymentAwaitsCustomer(
                        payment.reservationId(),
                        payment.bill().paymentId(),
                        payment.bill().amount());
        return Optional.of(new Change(waits, told));
    }

    /** The first time it is told, so that the customer knows; the tries that follow are silent. */
    private static Optional<Change> noAnswer(Payment payment, Command.NoAnswer none, Instant now) {
        if (!(payment.state() instanceof Unpaid unpaid)) {
            return Optional.empty();
        }
        Payment asked = none.asked() ? payment.asked(null) : payment;
        Progress progress = unpaid.progress().inDoubt(unpaid.progress().mayBeTaken() || none.asked());
        if (progress.isCancelled()) {
            return progress.mayBeTaken() ? giveBack(asked, 0, none.retryAt(), now) : end(asked, 0, now);
        }
        State deferred = new Deferred(progress, notTheirFault(unpaid.checkout()), unpaid.paymentKey());
        Payment waits = asked.become(deferred, payment.turn().next(none.retryAt()), now);
        Event told = payment.status() == Status.DEFERRED
                ? null
                : new Event.PaymentDeferred(
                        payment.reservationId(),
                        payment.bill().paymentId(),
                        payment.bill().amount(),
                        none.retryAt());
        return Optional.of(new Change(waits, told));
    }

    /** The provider's trouble uses up nobody's window: the next checkout opens a new one. */
    private static @Nullable Checkout notTheirFault(@Nullable Checkout checkout) {
        return checkout == null ? null : new Checkout(checkout.data(), null);
    }

    private static Optional<Change> gaveBack(Payment payment, long refunded, Instant now) {
        return isToBeGivenBack(payment) ? end(payment, refunded, now) : Optional.empty();
    }

    private static Optional<Change> notGivenBack(Payment payment, Command.NotGivenBack failed, Instant now) {
        if (!isToBeGivenBack(payment)) {
            return Optional.empty();
        }
        long taken = payment.state() instanceof GivingBack back ? back.taken() : 0;
        Payment waits = payment.noted(failed.note())
                .become(new GivingBack(taken, true), payment.turn().next(failed.retryAt()), now);
        Event told = payment.status() == Status.REFUND_FAILED
                ? null
                : new Event.RefundFailed(
                        payment.reservationId(),
                        payment.bill().paymentId(),
                        payment.bill().amount());
        return Optional.of(new Change(waits, told));
    }

    private static boolean isToBeGivenBack(Payment payment) {
        return switch (payment.state()) {
            case GivingBack back -> true;
            case Unpaid unpaid -> unpaid.progress().isCancelled();
            default -> false;
        };
    }

    private static Optional<Change> approve(Payment payment, Instant now) {
        Payment approved = payment.become(new State.Approved(), payment.turn().over(), now);
        return Optional.of(new Change(approved, approvedEvent(payment.bill())));
    }

    private static Optional<Change> decline(Payment payment, DeclineReason reason, Instant now) {
        Bill bill = payment.bill();
        return Optional.of(new Change(
                payment.become(new State.Declined(reason), payment.turn().over(), now),
                new Event.PaymentDeclined(bill.reservationId(), bill.paymentId(), bill.amount(), reason)));
    }

    private static Optional<Change> giveBack(Payment payment, long taken, Instant at, Instant now) {
        return silently(
                payment.become(new GivingBack(taken, false), payment.turn().next(at), now));
    }

    private static Optional<Change> end(Payment payment, long refunded, Instant now) {
        Payment ended =
                payment.become(new State.Cancelled(refunded), payment.turn().over(), now);
        return Optional.of(new Change(ended, cancelledEvent(payment.bill(), refunded)));
    }

    private static Optional<Change> silently(Payment payment) {
        return Optional.of(new Change(payment, null));
    }

    private static Event approvedEvent(Bill bill) {
        return new Event.PaymentApproved(bill.reservationId(), bill.paymentId(), bill.amount());
    }

    private static Event cancelledEvent(Bill bill, long refunded) {
        return new Event.PaymentCancelled(bill.reservationId(), bill.paymentId(), refunded);
    }
}
