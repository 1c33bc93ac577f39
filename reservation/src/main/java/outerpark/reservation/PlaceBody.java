package outerpark.reservation;

import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import outerpark.common.identity.Caller;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Cause;
import outerpark.http.Violations;
import outerpark.reservation.domain.Customer;
import outerpark.reservation.domain.IdempotencyKey;

/** The body of a request for seats, as sent. */
public record PlaceBody(
        @Nullable Long musicalId,
        @Nullable Long seats,
        @Nullable CustomerBody customer,
        @Nullable PaymentBody payment) {

    static final int SEATS_MAX = 10_000;
    private static final int NAME_LENGTH_MAX = 100;
    private static final int EMAIL_LENGTH_MAX = 254;
    private static final int PHONE_LENGTH_MAX = 32;
    private static final int METHOD_LENGTH_MAX = 32;
    private static final Pattern EMAIL = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9 ()./-]+");

    private static final Set<String> LANGUAGES = Set.of("ko", "en");
    private static final Pattern METHOD = Pattern.compile("[A-Za-z0-9_-]+");
    private static final PlaceBody EMPTY = new PlaceBody(null, null, null, null);

    public record CustomerBody(
            @Nullable String name,
            @Nullable String email,
            @Nullable String phone,
            @Nullable String language) {}

    public record PaymentBody(@Nullable String method) {}

    /** Checks everything and tells all that is wrong at once. */
    static PlaceRequest check(@Nullable PlaceBody sent, @Nullable String idempotencyKey, Caller caller, Cause cause) {
        PlaceBody body = sent == null ? EMPTY : sent;
        Violations violations = new Violations();
        long musicalId = violations.number(body.musicalId(), "musicalId", 1, Long.MAX_VALUE);
        int seats = (int) violations.number(body.seats(), "seats", 1, SEATS_MAX);
        Customer customer = body.customer() == null ? Customer.UNKNOWN : check(body.customer(), violations);
        String method = body.payment() == null
                ? null
                : match(violations, body.payment().method(), "payment.method", METHOD_LENGTH_MAX, METHOD);
        UUID key = violations.uuidIfAny(idempotencyKey, "Idempotency-Key");
        violations.throwIfAny();
        return key == null
                ? new PlaceRequest(
                        caller.own(Ids.next()), caller.customerId(), null, musicalId, seats, customer, method, cause)
                : new PlaceRequest(
                        caller.own(IdempotencyKey.reservationId(key, caller.name())),
                        caller.customerId(),
                        IdempotencyKey.bodyHash(musicalId, seats, customer, method),
                        musicalId,
                        seats,
                        customer,
                        method,
                        cause);
    }

    private static Customer check(CustomerBody sent, Violations violations) {
        return new Customer(
                violations.textIfAny(sent.name(), "customer.name", NAME_LENGTH_MAX),
                email(violations, sent.email(), "customer.email"),
                match(violations, sent.phone(), "customer.phone", PHONE_LENGTH_MAX, PHONE),
                language(violations, sent.language()));
    }

    private static @Nullable String language(Violations violations, @Nullable String sent) {
        if (sent == null || LANGUAGES.contains(sent)) {
            return sent;
        }
        violations.add("customer.language", "must be ko or en");
        return null;
    }

    /** The address by which a reservation is known; with what is wrong with it, if anything is. */
    static @Nullable String email(Violations violations, @Nullable String sent, String field) {
        return match(violations, sent, field, EMAIL_LENGTH_MAX, EMAIL);
    }

    private static @Nullable String match(
            Violations violations, @Nullable String value, String field, int maxLength, Pattern pattern) {
        String text = violations.textIfAny(value, field, maxLength);
        if (text != null && text.length() <= maxLength && !pattern.matcher(text).matches()) {
            violations.add(field, "is not of the form that it should have");
        }
        return text;
    }
}
