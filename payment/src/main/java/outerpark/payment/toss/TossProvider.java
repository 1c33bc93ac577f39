package outerpark.payment.toss;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.arc.lookup.LookupIfProperty;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import outerpark.payment.domain.PaymentProvider;
import outerpark.payment.domain.Webhook;
import outerpark.payment.domain.WebhookCall;
import outerpark.payment.toss.TossApi.Payment;
import outerpark.payment.toss.TossApi.Refused;
import outerpark.payment.toss.TossApi.Status;

/**
 * Toss Payments. The customer agrees at Toss's checkout, which gives a payment key; with it we confirm, and only then
 * is money taken. Our payment id is the order's id there, so whatever happened can always be looked up: what an answer
 * leaves open, the state of the payment at Toss decides.
 *
 * <p>A card that is refused does not end the payment: the customer goes back to the checkout and may try another one
 * until the time to pay is over.
 */
@Singleton
@LookupIfProperty(name = "outerpark.payment.provider", stringValue = TossProvider.NAME)
final class TossProvider implements PaymentProvider {

    static final String NAME = "toss";

    private static final String REASON = "the reservation was cancelled";
    /** Anything else is no key of Toss's, and is not sent there. */
    static final Pattern PAYMENT_KEY = Pattern.compile("[A-Za-z0-9_=-]{1,200}");

    /** What Toss says when it cannot work, or will not for us: nothing that the customer could do about. */
    private static final Set<String> NOT_THE_CUSTOMERS_FAULT = Set.of(
            "PROVIDER_ERROR",
            "CARD_PROCESSING_ERROR",
            "INVALID_API_KEY",
            "UNAUTHORIZED_KEY",
            "INCORRECT_BASIC_AUTH_FORMAT",
            "NOT_REGISTERED_BUSINESS",
            "NOT_FOUND_TERMINAL_ID",
            "INVALID_UNREGISTERED_SUBMALL",
            "INVALID_IDEMPOTENCY_KEY");

    /** What leaves open what became of the payment. */
    private static final Set<String> UNDECIDED = Set.of("ALREADY_PROCESSED_PAYMENT", "IDEMPOTENT_REQUEST_PROCESSING");

    private final TossApi api;
    private final TossWebhooks webhooks;
    private final String clientKey;
    private final String orderName;

    @Inject
    TossProvider(TossConfig config, ObjectMapper json) {
        this.api = new TossApi(config.baseUrl(), required(config.secretKey(), "secret-key"), json);
        this.webhooks = new TossWebhooks(config.securityKey().orElse(null), json);
        this.clientKey = required(config.clientKey(), "client-key");
        this.orderName = config.orderName();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public ChargeResult charge(Charge charge, int attempt) {
        String paymentKey = charge.paymentKey();
        if (paymentKey == null) {
            return checkout(charge);
        }
        return PAYMENT_KEY.matcher(paymentKey).matches()
                ? confirm(charge, paymentKey, attempt)
                : checkout(charge, "that is no payment key");
    }

    /** Toss keeps its answer to an idempotency key, errors too, so each attempt has its own; no key is taken twice. */
    private ChargeResult confirm(Charge charge, String paymentKey, int attempt) {
        String orderId = charge.paymentId().toString();
        String idempotencyKey = "confirm-%s-%d".formatted(paymentKey, attempt);
        try {
            return resultOf(charge, api.confirm(paymentKey, orderId, charge.amount(), idempotencyKey), attempt);
        } catch (Refused refused) {
            if (refused.status() >= 500 || UNDECIDED.contains(refused.code())) {
                return lookUp(charge, paymentKey, refused, attempt);
            }
            if (refused.status() == 429 || NOT_THE_CUSTOMERS_FAULT.contains(refused.code())) {
                throw refused;
            }
            return checkout(charge, refused.why());
        }
    }

    private ChargeResult lookUp(Charge charge, String paymentKey, Refused leftOpen, int attempt) {
        Payment payment = api.byKey(paymentKey);
        if (payment.status() == Status.IN_PROGRESS || payment.status() == Status.READY) {
            throw leftOpen;
        }
        return resultOf(charge, payment, attempt);
    }

    private ChargeResult resultOf(Charge charge, Payment payment, int attempt) {
        if (!payment.orderId().equals(charge.paymentId().toString())) {
            return checkout(charge, "the payment key is of another order");
        }
        return switch (payment.status()) {
            case DONE -> {
                if (payment.totalAmount() != charge.amount()) {
                    throw new IllegalStateException("Toss took %d KRW for payment %s, which is %d KRW"
                            .formatted(payment.totalAmount(), charge.paymentId(), charge.amount()));
                }
                yield new Approved(payment.paymentKey());
            }
            case CANCELED -> new Declined("cancelled at Toss");
            case PARTIAL_CANCELED -> {
                // Somebody has begun to give it back by hand: nothing of it is to stay.
                cancel(payment, attempt);
                yield new Declined("cancelled at Toss");
            }
            case ABORTED, EXPIRED -> checkout(charge, whyNot(payment));
            case WAITING_FOR_DEPOSIT -> {
                // Seats are not kept for days, and the order cannot be paid in another way any more.
                cancel(payment, attempt);
                yield new Declined("paying by a transfer of one's own is not offered");
            }
            case READY, IN_PROGRESS -> throw new IllegalStateException("Toss has not decided: " + payment.status());
        };
    }

    private static String whyNot(Payment payment) {
        return payment.failure() == null
                ? payment.status().name()
                : payment.failure().inWords();
    }

    private AwaitsCustomer checkout(Charge charge) {
        return new AwaitsCustomer(Map.of(
                "provider",
                NAME,
                "clientKey",
                clientKey,
                "orderId",
                charge.paymentId().toString(),
                "orderName",
                orderName,
                "amount",
                Long.toString(charge.amount()),
                "currency",
                "KRW"));
    }

    private AwaitsCustomer checkout(Charge charge, String refusal) {
        Map<String, String> again = new HashMap<>(checkout(charge).checkout());
        again.put("refused", refusal);
        return new AwaitsCustomer(Map.copyOf(again));
    }

    @Override
    public long giveBack(UUID paymentId, long taken, int attempt) {
        Payment payment;
        try {
            payment = api.byOrder(paymentId.toString());
        } catch (Refused refused) {
            if (refused.status() == 404) {
                return 0;
            }
            throw refused;
        }
        return switch (payment.status()) {
            case DONE, PARTIAL_CANCELED -> cancel(payment, attempt);
            case WAITING_FOR_DEPOSIT -> {
                cancel(payment, attempt);
                yield 0;
            }
            case CANCELED, ABORTED, EXPIRED, READY -> payment.givenBack();
            // A confirmation may still be on its way there. It ends within minutes, one way or the other.
            case IN_PROGRESS -> throw new IllegalStateException("Toss has not decided about the payment yet");
        };
    }

    private long cancel(Payment payment, int attempt) {
        String idempotencyKey = "cancel-%s-%d".formatted(payment.paymentKey(), attempt);
        try {
            return api.cancel(payment.paymentKey(), REASON, idempotencyKey).givenBack();
        } catch (Refused refused) {
            Payment now = api.byKey(payment.paymentKey());
            if (now.status() != Status.CANCELED) {
                throw refused;
            }
            return now.givenBack();
        }
    }

    @Override
    public boolean isKeyOf(Map<String, String> checkout, String paymentKey) {
        return PAYMENT_KEY.matcher(paymentKey).matches();
    }

    @Override
    public Webhook read(WebhookCall call) {
        return webhooks.read(call);
    }

    private static String required(Optional<String> value, String name) {
        return value.orElseThrow(() -> new IllegalStateException("outerpark.payment.provider=" + NAME
                + " needs outerpark.payment.toss." + name + ", which Toss Payments shows to its merchants"));
    }
}
