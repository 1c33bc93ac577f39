package outerpark.payment;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import io.smallrye.faulttolerance.api.Guard;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import outerpark.common.faults.Backoff;
import outerpark.common.faults.BreakerState;
import outerpark.payment.domain.Command;
import outerpark.payment.domain.Payment;
import outerpark.payment.domain.PaymentProvider;
import outerpark.payment.domain.PaymentProvider.ChargeResult;
import outerpark.payment.domain.Work;

/**
 * The line to the payment provider, with a timeout and a breaker. It always comes back with an answer, be it that there
 * was none. How many calls are under way is for the caller to limit: one more is not refused but not begun, for a
 * refusal would count as the provider's failure.
 */
@Singleton
final class ProviderLine {

    private static final Logger LOG = Logger.getLogger(ProviderLine.class);

    private static final int NOTE_LENGTH_MAX = 200;

    private final PaymentProvider provider;
    private final PaymentConfig config;
    private final Backoff backoff;
    private final DueSignal dueSignal;
    private final Clock clock;
    private final Map<Outcome, Timer> calls = new EnumMap<>(Outcome.class);
    private final Guard guard;
    private final BreakerState breaker;
    private volatile @Nullable String lastFailure;

    @Inject
    ProviderLine(
            Instance<PaymentProvider> providers,
            PaymentConfig config,
            DueSignal dueSignal,
            Clock clock,
            MeterRegistry metrics) {
        this(chosen(providers, config.provider()), config, dueSignal, clock, metrics);
    }

    ProviderLine(
            PaymentProvider provider, PaymentConfig config, DueSignal dueSignal, Clock clock, MeterRegistry metrics) {
        this.provider = provider;
        this.config = config;
        this.backoff = new Backoff(config.retry().first(), config.retry().longest());
        this.dueSignal = dueSignal;
        this.clock = clock;
        for (Outcome outcome : Outcome.values()) {
            calls.put(
                    outcome,
                    Timer.builder("outerpark.payment.provider.calls")
                            .description("calls to the payment provider, and those that the breaker held back")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(metrics));
        }
        String breakerName = BreakerState.newName("payment provider");
        this.guard = guard(config, breakerName);
        this.breaker = new BreakerState(breakerName);
        this.breaker.measure("outerpark.payment.provider.breaker", metrics);
    }

    /** What a call came to, as the metrics have it. */
    private enum Outcome {
        APPROVED,
        DECLINED,
        AWAITS_CUSTOMER,
        NO_ANSWER,
        NOT_ASKED,
        GIVEN_BACK,
        NOT_GIVEN_BACK
    }

    PaymentProvider provider() {
        return provider;
    }

    CircuitBreakerState breaker() {
        return breaker.now();
    }

    /** Until when customers may still pay whose time runs out now; null unless the provider is in trouble. */
    @Nullable
    Instant graceUntil() {
        return breaker.now() == CircuitBreakerState.CLOSED
                ? null
                : clock.instant().plus(config.checkout().window());
    }

    /** Asks the provider for what is to be done; returns what follows from its answer. */
    Command.OfClaim ask(Payment payment, Work work) {
        long began = System.nanoTime();
        Command.OfClaim answer = switch (work) {
            case Work.Ask ask -> charge(payment, ask);
            case Work.GiveBack back -> giveBack(payment, back);
        };
        Objects.requireNonNull(calls.get(outcomeOf(answer))).record(System.nanoTime() - began, TimeUnit.NANOSECONDS);
        return answer;
    }

    private Command.OfClaim charge(Payment payment, Work.Ask ask) {
        int claim = payment.turn().claims();
        try {
            ChargeResult result = guard.call(() -> provider.charge(ask.charge(), claim), ChargeResult.class);
            Instant windowEnd = clock.instant().plus(config.checkout().window());
            return new Command.Answered(payment.reservationId(), claim, result, windowEnd);
        } catch (CircuitBreakerOpenException e) {
            return new Command.NoAnswer(payment.reservationId(), claim, false, retryAt(payment));
        } catch (Exception e) {
            noteFailure(e);
            LOG.debugf(
                    e,
                    "the provider gave no answer about payment %s",
                    ask.charge().paymentId());
            return new Command.NoAnswer(payment.reservationId(), claim, true, retryAt(payment));
        }
    }

    private Command.OfClaim giveBack(Payment payment, Work.GiveBack back) {
        int claim = payment.turn().claims();
        try {
            long refunded = guard.call(() -> provider.giveBack(back.paymentId(), back.taken(), claim), Long.class);
            return new Command.GaveBack(payment.reservationId(), claim, refunded);
        } catch (Exception e) {
            String why = e instanceof CircuitBreakerOpenException ? payment.providerNote() : noteFailure(e);
            LOG.debugf(e, "the provider did not give back payment %s", back.paymentId());
            return new Command.NotGivenBack(payment.reservationId(), claim, why, retryAt(payment));
        }
    }

    /** What was wrong, in as many words as are worth keeping. */
    private String noteFailure(Exception failure) {
        String said = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String kept = said.substring(0, Math.min(said.length(), NOTE_LENGTH_MAX));
        lastFailure = kept;
        return kept;
    }

    /** What was wrong when a call failed last; null if none has. */
    @Nullable
    String lastFailure() {
        return lastFailure;
    }

    private Instant retryAt(Payment payment) {
        return clock.instant().plus(backoff.after(payment.turn().claims(), ThreadLocalRandom.current()));
    }

    private Guard guard(PaymentConfig config, String breakerName) {
        return Guard.create()
                .withDescription("payment provider")
                .withTimeout()
                .duration(config.call().timeout().toMillis(), ChronoUnit.MILLIS)
                .done()
                .withCircuitBreaker()
                .name(breakerName)
                .requestVolumeThreshold(config.breaker().calls())
                .failureRatio(config.breaker().failureRatio())
                .delay(config.breaker().openFor().toMillis(), ChronoUnit.MILLIS)
                .successThreshold(config.breaker().probes())
                .onStateChange(this::breakerTurned)
                .done()
                .build();
    }

    private void breakerTurned(CircuitBreakerState state) {
        LOG.warnf(
                "the breaker to the payment provider %s is %s; last failure: %s", provider.name(), state, lastFailure);
        dueSignal.raise();
    }

    private static Outcome outcomeOf(Command.OfClaim answer) {
        return switch (answer) {
            case Command.Answered answered ->
                switch (answered.result()) {
                    case PaymentProvider.Approved yes -> Outcome.APPROVED;
                    case PaymentProvider.Declined no -> Outcome.DECLINED;
                    case PaymentProvider.AwaitsCustomer awaits -> Outcome.AWAITS_CUSTOMER;
                };
            case Command.NoAnswer none -> none.asked() ? Outcome.NO_ANSWER : Outcome.NOT_ASKED;
            case Command.GaveBack back -> Outcome.GIVEN_BACK;
            case Command.NotGivenBack failed -> Outcome.NOT_GIVEN_BACK;
        };
    }

    /** Each provider is there only if the configuration names it. */
    private static PaymentProvider chosen(Instance<PaymentProvider> providers, String name) {
        if (!providers.isResolvable()) {
            throw new IllegalStateException("outerpark.payment.provider=" + name + ", but there is none of that name");
        }
        return providers.get();
    }
}
