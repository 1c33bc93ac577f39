package outerpark.payment;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import outerpark.payment.domain.PaymentProvider;

/** Does as the test says, and keeps account of the money. */
final class ScriptedProvider implements PaymentProvider {

    static final String KEY = "key";
    static final String CHECKOUT = "CHECKOUT";

    final AtomicInteger charges = new AtomicInteger();
    final AtomicInteger refunds = new AtomicInteger();
    final Map<UUID, Long> taken = new ConcurrentHashMap<>();
    final Set<UUID> closed = ConcurrentHashMap.newKeySet();
    volatile boolean declines;
    volatile boolean fails;
    volatile boolean failsAfterTaking;
    volatile boolean refundsFail;
    /** A charge arrives here before it is decided, and goes on when the test lets it. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    final CountDownLatch arrived = new CountDownLatch(1);

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public ChargeResult charge(Charge charge, int attempt) {
        charges.incrementAndGet();
        arrived.countDown();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("timed out", e);
        }
        if (fails) {
            throw new IllegalStateException("out of order");
        }
        if (CHECKOUT.equals(charge.method()) && !KEY.equals(charge.paymentKey())) {
            return new AwaitsCustomer(Map.of("paymentKey", KEY));
        }
        if (declines || closed.contains(charge.paymentId())) {
            return new Declined("no");
        }
        taken.put(charge.paymentId(), charge.amount());
        if (failsAfterTaking) {
            throw new IllegalStateException("the answer was lost");
        }
        return new Approved("ref");
    }

    @Override
    public long giveBack(UUID paymentId, long known, int attempt) {
        refunds.incrementAndGet();
        if (refundsFail) {
            throw new IllegalStateException("no refunds today");
        }
        closed.add(paymentId);
        return taken.getOrDefault(paymentId, 0L);
    }

    /** KRW taken and not given back. */
    long kept() {
        return taken.entrySet().stream()
                .filter(entry -> !closed.contains(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
