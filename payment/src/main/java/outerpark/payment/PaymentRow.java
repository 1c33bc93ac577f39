package outerpark.payment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Event.DeclineReason;
import outerpark.payment.domain.Bill;
import outerpark.payment.domain.Payment;
import outerpark.payment.domain.State;
import outerpark.payment.domain.State.Checkout;
import outerpark.payment.domain.State.Progress;
import outerpark.payment.domain.Turn;

/** A payment as a row of its table: what each state keeps, in the one set of columns. */
record PaymentRow(Payment payment, Name state) {

    /** The states by the names they are stored under. */
    enum Name {
        PENDING,
        DEFERRED,
        AWAITING_CUSTOMER,
        APPROVED,
        DECLINED,
        GIVING_BACK,
        REFUND_FAILED,
        CANCELLED
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> CHECKOUT = new TypeReference<>() {};

    static PaymentRow of(Payment payment) {
        Name name = switch (payment.state()) {
            case State.Pending pending -> Name.PENDING;
            case State.Deferred deferred -> Name.DEFERRED;
            case State.AwaitingCustomer awaiting -> Name.AWAITING_CUSTOMER;
            case State.Approved approved -> Name.APPROVED;
            case State.Declined declined -> Name.DECLINED;
            case State.GivingBack back -> back.failed() ? Name.REFUND_FAILED : Name.GIVING_BACK;
            case State.Cancelled cancelled -> Name.CANCELLED;
        };
        return new PaymentRow(payment, name);
    }

    static Payment read(ResultSet row) throws SQLException {
        return new Payment(
                new Bill(
                        row.getObject("payment_id", UUID.class),
                        row.getObject("reservation_id", UUID.class),
                        row.getLong("amount"),
                        row.getString("method"),
                        row.getTimestamp("opened_at").toInstant()),
                readState(row),
                new Turn(row.getInt("claims"), row.getBoolean("claimed"), instant(row, "turn_at")),
                row.getInt("attempts"),
                row.getString("provider_note"),
                row.getLong("revision"),
                row.getTimestamp("updated_at").toInstant(),
                new Cause(
                        row.getString("correlation_id"),
                        row.getObject("causation_id", UUID.class),
                        row.getString("traceparent")));
    }

    boolean mayBeTaken() {
        return payment.state() instanceof State.Unpaid unpaid
                && unpaid.progress().mayBeTaken();
    }

    boolean isDue() {
        return payment.state() instanceof State.Unpaid unpaid
                && unpaid.progress().isDue();
    }

    boolean isCancelled() {
        return payment.state() instanceof State.Unpaid unpaid
                && unpaid.progress().isCancelled();
    }

    @Nullable
    String checkout() {
        return payment.state() instanceof State.Unpaid unpaid && unpaid.checkout() != null
                ? write(unpaid.checkout().data())
                : null;
    }

    @Nullable
    Instant closesAt() {
        return payment.state() instanceof State.Unpaid unpaid && unpaid.checkout() != null
                ? unpaid.checkout().closesAt()
                : null;
    }

    @Nullable
    String paymentKey() {
        return payment.state() instanceof State.Unpaid unpaid ? unpaid.paymentKey() : null;
    }

    @Nullable
    String declineReason() {
        return payment.state() instanceof State.Declined declined
                ? declined.reason().name()
                : null;
    }

    /** What is to be given back, or was. */
    @Nullable
    Long money() {
        return switch (payment.state()) {
            case State.GivingBack back -> back.taken();
            case State.Cancelled cancelled -> cancelled.refunded();
            default -> null;
        };
    }

    private static State readState(ResultSet row) throws SQLException {
        return switch (Name.valueOf(row.getString("state"))) {
            case PENDING -> new State.Pending(readProgress(row));
            case DEFERRED -> new State.Deferred(readProgress(row), readCheckout(row), row.getString("payment_key"));
            case AWAITING_CUSTOMER ->
                new State.AwaitingCustomer(
                        readProgress(row),
                        Objects.requireNonNull(readCheckout(row), "awaiting a customer without a checkout"),
                        row.getString("payment_key"));
            case APPROVED -> new State.Approved();
            case DECLINED -> new State.Declined(DeclineReason.valueOf(row.getString("decline_reason")));
            case GIVING_BACK -> new State.GivingBack(row.getLong("money"), false);
            case REFUND_FAILED -> new State.GivingBack(row.getLong("money"), true);
            case CANCELLED -> new State.Cancelled(row.getLong("money"));
        };
    }

    private static Progress readProgress(ResultSet row) throws SQLException {
        return new Progress(row.getBoolean("may_be_taken"), row.getBoolean("is_due"), row.getBoolean("is_cancelled"));
    }

    private static @Nullable Checkout readCheckout(ResultSet row) throws SQLException {
        String checkout = row.getString("checkout");
        if (checkout == null) {
            return null;
        }
        try {
            return new Checkout(JSON.readValue(checkout, CHECKOUT), instant(row, "closes_at"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a checkout that is no JSON object of texts", e);
        }
    }

    private static String write(Map<String, String> checkout) {
        try {
            return JSON.writeValueAsString(checkout);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts by their names can always be written as JSON", e);
        }
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
