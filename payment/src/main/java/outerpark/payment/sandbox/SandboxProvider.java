package outerpark.payment.sandbox;

import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.inject.Singleton;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import outerpark.payment.domain.PaymentProvider;

/**
 * Takes no money, so it remembers none: its answer follows from the payment's id and the dial alone, and it gives back
 * whatever it is told was taken. A payment by the method {@value #CHECKOUT} (in any case) goes by a checkout, whose
 * data hold the key to pay it with.
 */
@Singleton
@LookupIfProperty(name = "outerpark.payment.provider", stringValue = SandboxProvider.NAME)
final class SandboxProvider implements PaymentProvider {

    static final String NAME = "sandbox";
    static final String CHECKOUT = "CHECKOUT";
    private static final String PAYMENT_KEY = "paymentKey";

    private final SandboxDial dial;

    SandboxProvider(SandboxDial dial) {
        this.dial = dial;
    }

    /** The dial is turned to trouble. */
    private static final class Trouble extends RuntimeException {
        Trouble(String message) {
            // Expected by the thousand: its stack trace would say nothing.
            super(message, null, false, false);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChargeResult charge(Charge charge, int attempt) {
        Dial now = behave();
        UUID id = charge.paymentId();
        if (CHECKOUT.equalsIgnoreCase(charge.method()) && !keyOf(id).equals(charge.paymentKey())) {
            return new AwaitsCustomer(
                    Map.of("provider", NAME, "amount", Long.toString(charge.amount()), PAYMENT_KEY, keyOf(id)));
        }
        return isDeclined(id, now.declineRate())
                ? new Declined("declined by the sandbox")
                : new Approved("sandbox-" + HexFormat.of().toHexDigits(id.getLeastSignificantBits()));
    }

    @Override
    public long giveBack(UUID paymentId, long taken, int attempt) {
        behave();
        return taken;
    }

    @Override
    public boolean isKeyOf(Map<String, String> checkout, String paymentKey) {
        return paymentKey.equals(checkout.get(PAYMENT_KEY));
    }

    /** Takes its time, and fails if the dial says so. */
    private Dial behave() {
        Dial now = dial.now();
        try {
            Thread.sleep(now.latencyMs());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Trouble("the caller would not wait");
        }
        if (now.down()) {
            throw new Trouble("the sandbox is down");
        }
        if (now.errorRate() > 0 && ThreadLocalRandom.current().nextDouble() < now.errorRate()) {
            throw new Trouble("the sandbox failed");
        }
        return now;
    }

    private static boolean isDeclined(UUID id, double rate) {
        long seed = id.getMostSignificantBits() ^ id.getLeastSignificantBits();
        return new SplittableRandom(seed).nextDouble() < rate;
    }

    private static String keyOf(UUID id) {
        return "sandbox-key-" + id;
    }
}
