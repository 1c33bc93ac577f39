package outerpark.payment.domain;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Event;

/** Random histories of one payment: events twice and out of order, answers late and lost, claims that run out. */
final class PaymentHistoriesTest {

    private static final int HISTORIES = 20_000;
    private static final int STEPS = 40;
    private static final long AMOUNT = 30_000;
    private static final UUID RESERVATION = new UUID(1, 1);
    private static final UUID PAYMENT = new UUID(2, 2);
    private static final Cause CAUSE = new Cause("story", null, null);
    private static final Duration CLAIM = Duration.ofSeconds(30);

    @Test
    void everyHistoryEndsWellAndTellsNoMoreThanHappened() {
        long first = System.nanoTime();
        for (long seed = first; seed < first + HISTORIES; seed++) {
            History history = new History(new Random(seed));
            try {
                history.happen();
                history.comeToRest();
                history.check();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + history.told + " " + history.payment, e);
            }
        }
    }

    /** What the provider would do with this payment, and what it has done. */
    private static final class Provider {
        final boolean declines;
        final boolean wantsCheckout;
        long taken;
        long givenBack;
        boolean closed;

        Provider(Random random) {
            declines = random.nextInt(4) == 0;
            wantsCheckout = random.nextInt(3) == 0;
        }

        PaymentProvider.ChargeResult charge(PaymentProvider.Charge charge) {
            if (wantsCheckout && !"k".equals(charge.paymentKey())) {
                return new PaymentProvider.AwaitsCustomer(Map.of("paymentKey", "k"));
            }
            if (declines || closed) {
                return new PaymentProvider.Declined("no");
            }
            taken = charge.amount();
            return new PaymentProvider.Approved("ref");
        }

        long giveBack() {
            closed = true;
            givenBack = taken;
            return givenBack;
        }
    }

    private record Call(int claim, Work work) {}

    private static final class History {
        final Random random;
        final Provider provider;
        final boolean isCancelled;
        final boolean fallsDue;
        final boolean customerPays;
        final List<Event> told = new ArrayList<>();
        final List<Call> underWay = new ArrayList<>();
        final List<Command> answers = new ArrayList<>();
        Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Nullable
        Payment payment;

        History(Random random) {
            this.random = random;
            this.provider = new Provider(random);
            this.isCancelled = random.nextInt(3) > 0;
            this.fallsDue = random.nextBoolean();
            this.customerPays = random.nextBoolean();
        }

        void happen() {
            if (random.nextInt(10) > 0) {
                place();
            }
            for (int i = 0; i < STEPS; i++) {
                step();
            }
        }

        private void step() {
            switch (random.nextInt(14)) {
                case 0 -> place();
                case 1 -> cancelIfItIs();
                case 2 -> dueIfItIs();
                case 3 -> decide(new Command.PayNow(RESERVATION, random.nextBoolean() ? "k" : "wrong"));
                case 4 ->
                    decide(
                            random.nextBoolean()
                                    ? new Command.PayNow(RESERVATION, null)
                                    : new Command.Nudge(RESERVATION, random.nextBoolean() ? "k" : null));
                case 5, 6 -> now = now.plusSeconds(random.nextInt(45));
                case 7, 8, 9 -> claim();
                case 10, 11 -> answerOne(false);
                default -> hearOne();
            }
        }

        /** All that was to come has come, the provider is well, and nobody crashes any more. */
        void comeToRest() {
            place();
            cancelIfItIs();
            dueIfItIs();
            for (int i = 0; i < 50; i++) {
                now = now.plus(Duration.ofMinutes(1));
                if (customerPays) {
                    decide(new Command.PayNow(RESERVATION, "k"));
                }
                claim();
                while (!underWay.isEmpty()) {
                    answerOne(true);
                }
                while (!answers.isEmpty()) {
                    hearOne();
                }
            }
        }

        void check() {
            State end = requireNonNull(payment).state();
            assertThat(count(Event.PaymentApproved.class) + count(Event.PaymentDeclined.class))
                    .as("approved and declined together")
                    .isLessThanOrEqualTo(1);
            assertThat(count(Event.PaymentCancelled.class)).isLessThanOrEqualTo(isCancelled ? 1 : 0);
            assertThat(count(Event.RefundFailed.class)).isLessThanOrEqualTo(1);
            long kept = provider.taken - provider.givenBack;
            assertThat(kept).isEqualTo(end instanceof State.Approved ? AMOUNT : 0);
            assertThat(told.stream().limit(Math.max(0, told.size() - 1)))
                    .as("nothing is told after the end")
                    .noneMatch(
                            event -> event instanceof Event.PaymentDeclined || event instanceof Event.PaymentCancelled);
            if (!told.isEmpty() && told.getLast() instanceof Event.PaymentCancelled cancelled) {
                assertThat(cancelled.refunded()).isEqualTo(provider.givenBack);
            }
            if (isCancelled) {
                assertThat(end).isInstanceOfAny(State.Cancelled.class, State.Declined.class);
            } else if (fallsDue || !provider.wantsCheckout || customerPays) {
                assertThat(end).isInstanceOfAny(State.Approved.class, State.Declined.class);
            } else {
                assertThat(end)
                        .isInstanceOfAny(State.Approved.class, State.Declined.class, State.AwaitingCustomer.class);
            }
        }

        private void place() {
            decide(new Command.Place(RESERVATION, PAYMENT, AMOUNT, null, CAUSE));
        }

        private void cancelIfItIs() {
            if (isCancelled) {
                decide(new Command.Cancel(RESERVATION, PAYMENT, AMOUNT, CAUSE));
            }
        }

        private void dueIfItIs() {
            if (fallsDue) {
                decide(new Command.Due(RESERVATION, null, CAUSE));
            }
        }

        private void claim() {
            int before = payment == null ? 0 : payment.turn().claims();
            decide(new Command.Claim(RESERVATION, now.plus(CLAIM), null));
            if (payment != null && payment.turn().claims() > before) {
                underWay.add(new Call(before + 1, payment.work().orElseThrow()));
            }
        }

        /** The provider acts on a call under way, or fails before or after; its answer may be lost with the process. */
        private void answerOne(boolean well) {
            if (underWay.isEmpty()) {
                return;
            }
            Call call = underWay.remove(random.nextInt(underWay.size()));
            int fault = well ? 9 : random.nextInt(10);
            Command answer = fault < 2 ? failure(call, fault == 0) : act(call);
            if (fault == 2) {
                answers.add(failure(call, true));
            } else if (fault != 3) {
                answers.add(answer);
            }
        }

        private Command act(Call call) {
            return switch (call.work()) {
                case Work.Ask ask ->
                    new Command.Answered(
                            RESERVATION, call.claim(), provider.charge(ask.charge()), now.plus(Duration.ofMinutes(15)));
                case Work.GiveBack back -> new Command.GaveBack(RESERVATION, call.claim(), provider.giveBack());
            };
        }

        private Command failure(Call call, boolean asked) {
            Instant retryAt = now.plusSeconds(1 + random.nextInt(60));
            return switch (call.work()) {
                case Work.Ask ask -> new Command.NoAnswer(RESERVATION, call.claim(), asked, retryAt);
                case Work.GiveBack back -> new Command.NotGivenBack(RESERVATION, call.claim(), "why", retryAt);
            };
        }

        private void hearOne() {
            if (!answers.isEmpty()) {
                decide(answers.remove(random.nextInt(answers.size())));
            }
        }

        private void decide(Command command) {
            Optional<Payment.Change> change = PaymentRules.decide(payment, command, now);
            change.ifPresent(changed -> {
                long revision = payment == null ? 0 : payment.revision();
                boolean claims = command instanceof Command.Claim && changed.told() == null;
                assertThat(changed.payment().revision()).isEqualTo(claims ? revision : revision + 1);
                payment = changed.payment();
                if (changed.told() != null) {
                    told.add(changed.told());
                }
            });
            assertThat(PaymentRules.decide(payment, command, now))
                    .as("a command that comes twice: %s", command)
                    .isEmpty();
        }

        private long count(Class<? extends Event> type) {
            return told.stream().filter(type::isInstance).count();
        }
    }
}
