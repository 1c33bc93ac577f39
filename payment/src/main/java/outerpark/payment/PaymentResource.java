package outerpark.payment;

import io.smallrye.common.annotation.Identifier;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.faulttolerance.api.CircuitBreakerState;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirement;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import outerpark.common.database.Database;
import outerpark.common.http.PathIds;
import outerpark.common.identity.Access;
import outerpark.common.identity.Roles;
import outerpark.http.Page;
import outerpark.http.Problem;
import outerpark.http.ProblemCode;
import outerpark.http.Violation;
import outerpark.http.Violations;
import outerpark.payment.domain.Command;
import outerpark.payment.domain.Payment;
import outerpark.payment.domain.State;
import outerpark.payment.domain.Webhook;
import outerpark.payment.domain.WebhookCall;

/** The payments, over HTTP. */
@Path("/payments")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Payments", description = "What became of a reservation's payment; its owner reads it, and can pay now.")
public class PaymentResource {

    private static final int PAYMENT_KEY_LENGTH_MAX = 200;

    private final Database database;
    private final PaymentBook book;
    private final ProviderLine line;
    private final WaitingPayments waiting;
    private final Access access;
    private final PaymentConfig config;

    PaymentResource(
            @Identifier(PaymentDatabase.NAME) Database database,
            PaymentBook book,
            ProviderLine line,
            WaitingPayments waiting,
            Access access,
            PaymentConfig config) {
        this.database = database;
        this.book = book;
        this.line = line;
        this.waiting = waiting;
        this.access = access;
        this.config = config;
    }

    /** Which reservation is to be paid now, and the key that the provider's checkout gave, if it did. */
    public record PayNow(
            @Nullable String reservationId, @Nullable String paymentKey) {}

    /**
     * How the provider is.
     *
     * @param breaker the state of the breaker to it
     * @param waiting payments that wait for it
     * @param oldestWaitingSeconds since when the oldest of them does; 0 if none waits
     * @param refundsFailed refunds that did not go through and are tried again
     * @param lastFailure what was wrong when a call failed last, in this process; none since its start if left out
     */
    public record ProviderView(
            String name,
            CircuitBreakerState breaker,
            long waiting,
            long oldestWaitingSeconds,
            long refundsFailed,
            @Nullable String lastFailure) {}

    @GET
    @PermitAll
    @SecurityRequirement(name = "reservationToken")
    @SecurityRequirement(name = "customer")
    @SecurityRequirement(name = "manager")
    @Operation(
            summary = "List a reservation's payments, or those in trouble",
            description =
                    "Of the reservation that is named, for its owner and the manager: empty until payment has heard"
                            + " of it. Or, for the manager, all in the status DEFERRED or REFUND_FAILED, those first"
                            + " that are tried again first; page counts from 0; size is 1 to 200, 20 if not given.")
    @APIResponse(responseCode = "200", description = "A page of payments, and how many there are")
    @APIResponse(responseCode = "400", description = "invalid-request")
    @APIResponse(responseCode = "403", description = "forbidden")
    public Page.Of<PaymentView> list(
            @QueryParam("reservationId") @Nullable String reservationId,
            @QueryParam("status") @Nullable String status,
            @QueryParam("page") @Nullable String page,
            @QueryParam("size") @Nullable String size,
            @HeaderParam(Access.TOKEN_HEADER) @Nullable String token) {
        if (reservationId == null && status != null) {
            return inTrouble(status, page, size);
        }
        UUID id = requiredReservation(reservationId, new Violations());
        access.requireOwner(id, token);
        List<PaymentView> found = findOf(id).stream().map(PaymentView::of).toList();
        return new Page.Of<>(found, found.size());
    }

    private Page.Of<PaymentView> inTrouble(String status, @Nullable String page, @Nullable String size) {
        access.requireManager();
        PaymentStore.Trouble trouble = troubleOf(status);
        Page asked = Page.of(page, size);
        Page.Of<Payment> found = database.read(connection -> PaymentStore.inTrouble(connection, trouble, asked));
        return new Page.Of<>(found.items().stream().map(PaymentView::of).toList(), found.total());
    }

    private static PaymentStore.Trouble troubleOf(String status) {
        for (PaymentStore.Trouble trouble : PaymentStore.Trouble.values()) {
            if (trouble.name().equals(status)) {
                return trouble;
            }
        }
        throw Problem.invalid(List.of(new Violation("status", "must be DEFERRED or REFUND_FAILED")));
    }

    @GET
    @Path("{paymentId}")
    @PermitAll
    @SecurityRequirement(name = "reservationToken")
    @SecurityRequirement(name = "customer")
    @SecurityRequirement(name = "manager")
    @Operation(summary = "Read a payment", description = "For the owner of its reservation, and the manager.")
    @APIResponse(responseCode = "200", description = "The payment")
    @APIResponse(responseCode = "403", description = "forbidden")
    @APIResponse(responseCode = "404", description = "not-found, to the manager alone")
    public PaymentView read(
            @PathParam("paymentId") String paymentId, @HeaderParam(Access.TOKEN_HEADER) @Nullable String token) {
        UUID id = PathIds.uuid(paymentId, "payment");
        Optional<Payment> found = database.read(connection -> PaymentStore.find(connection, id));
        // A payment that does not exist is nobody's: no token opens it, and the answer is that of somebody else's.
        access.requireOwner(found.map(Payment::reservationId).orElse(id), token);
        return found.map(PaymentView::of)
                .orElseThrow(
                        () -> ProblemCode.NOT_FOUND.problem("no such payment").build());
    }

    @POST
    @PermitAll
    @SecurityRequirement(name = "reservationToken")
    @SecurityRequirement(name = "customer")
    @SecurityRequirement(name = "manager")
    @Operation(
            summary = "Pay now",
            description = "For a deferred payment, or with the paymentKey that the provider's checkout gave. A payment"
                    + " that is approved, or being asked for, is answered as it is.")
    @APIResponseSchema(
            value = PaymentView.class,
            responseCode = "202",
            responseDescription = "The payment; the provider is being asked")
    @APIResponse(responseCode = "400", description = "invalid-request, a paymentKey that is none of its checkout too")
    @APIResponse(responseCode = "404", description = "not-found: payment has not heard of the reservation yet")
    @APIResponse(responseCode = "409", description = "not-payable: declined or cancelled")
    @APIResponse(responseCode = "503", description = "temporarily-unavailable: the provider is in trouble; Retry-After")
    public Response payNow(@HeaderParam(Access.TOKEN_HEADER) @Nullable String token, @Nullable PayNow body) {
        PayNow sent = body == null ? new PayNow(null, null) : body;
        Violations violations = new Violations();
        String key = violations.textIfAny(sent.paymentKey(), "paymentKey", PAYMENT_KEY_LENGTH_MAX);
        UUID reservationId = requiredReservation(sent.reservationId(), violations);
        access.requireOwner(reservationId, token);
        Payment payment = findOf(reservationId)
                .orElseThrow(() -> ProblemCode.NOT_FOUND
                        .problem("there is no payment for that reservation yet")
                        .build());
        requirePayable(payment);
        if (payment.state() instanceof State.AwaitingCustomer awaiting && awaiting.paymentKey() == null) {
            requireKey(awaiting, key);
        }
        Payment now = Objects.requireNonNull(database.write(transaction -> {
            book.carryOut(transaction, List.of(new Command.PayNow(reservationId, key)));
            return PaymentStore.findByReservation(transaction.connection(), reservationId)
                    .orElseThrow();
        }));
        requirePayable(now);
        // The wish, and the key that was paid for, are kept all the same.
        if (now.state() instanceof State.Unpaid && line.breaker() == CircuitBreakerState.OPEN) {
            throw providerInTrouble();
        }
        return Response.accepted(PaymentView.of(now)).build();
    }

    @POST
    @Path("webhooks/{provider}")
    @PermitAll
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Tell that something has happened to a payment",
            description = "For the provider alone, in its own form and signed its own way. It is taken as a hint: the"
                    + " provider is asked what has happened. So one that comes twice, late or never makes no"
                    + " difference.")
    @APIResponse(responseCode = "200", description = "Heard; also if it is about nothing that matters here")
    @APIResponse(responseCode = "400", description = "invalid-request: not of the provider's form")
    @APIResponse(responseCode = "401", description = "unauthenticated: the signature is wrong")
    @APIResponse(responseCode = "404", description = "not-found: another provider is configured")
    public Response webhook(@PathParam("provider") String name, @Context HttpHeaders headers, @Nullable String body) {
        if (!line.provider().name().equals(name)) {
            throw ProblemCode.NOT_FOUND
                    .problem("another payment provider is configured")
                    .build();
        }
        Map<String, String> sent = new HashMap<>();
        headers.getRequestHeaders().forEach((header, values) -> sent.put(header, values.getFirst()));
        switch (line.provider().read(new WebhookCall(sent, body == null ? "" : body))) {
            case Webhook.About about -> hear(about);
            case Webhook.Irrelevant _ -> {}
            case Webhook.Malformed(String why) -> throw Problem.invalid(List.of(new Violation("body", why)));
            case Webhook.Forged _ ->
                throw ProblemCode.UNAUTHENTICATED
                        .problem("the signature is not the provider's")
                        .build();
        }
        return Response.ok(Map.of()).build();
    }

    private void hear(Webhook.About about) {
        Payment payment = database.read(connection -> PaymentStore.find(connection, about.paymentId()))
                .orElse(null);
        if (payment == null) {
            return;
        }
        database.run(transaction ->
                book.carryOut(transaction, List.of(new Command.Nudge(payment.reservationId(), about.paymentKey()))));
    }

    @GET
    @Path("provider")
    @RolesAllowed(Roles.MANAGER)
    @SecurityRequirement(name = "manager")
    @Operation(summary = "Read how the payment provider is", description = "breaker is CLOSED, OPEN or HALF_OPEN.")
    public ProviderView provider() {
        WaitingPayments.Count count = waiting.count();
        return new ProviderView(
                line.provider().name(),
                line.breaker(),
                count.waiting(),
                count.oldestSeconds(),
                count.refundsFailed(),
                line.lastFailure());
    }

    private Optional<Payment> findOf(UUID reservationId) {
        return database.read(connection -> PaymentStore.findByReservation(connection, reservationId));
    }

    private void requireKey(State.AwaitingCustomer awaiting, @Nullable String key) {
        Violations violations = new Violations();
        if (key == null) {
            violations.add("paymentKey", "is required: the customer pays by the provider's checkout, which gives it");
        } else if (!line.provider().isKeyOf(awaiting.checkout().data(), key)) {
            violations.add("paymentKey", "is not of this payment's checkout");
        }
        violations.throwIfAny();
    }

    private static void requirePayable(Payment payment) {
        if (!payment.isPayable()) {
            throw ProblemCode.NOT_PAYABLE
                    .problem("the payment is over: it is declined, or its reservation is cancelled")
                    .with("paymentStatus", payment.status())
                    .build();
        }
    }

    private Problem providerInTrouble() {
        long seconds = Math.max(1, config.breaker().openFor().toSeconds());
        return ProblemCode.TEMPORARILY_UNAVAILABLE
                .problem("the payment provider is in trouble; the payment is tried again by itself")
                .withHeader("Retry-After", seconds)
                .build();
    }

    private static UUID requiredReservation(@Nullable String sent, Violations violations) {
        UUID id = violations.uuidIfAny(sent, "reservationId");
        if (sent == null) {
            violations.add("reservationId", "is required");
        }
        violations.throwIfAny();
        return Objects.requireNonNull(id);
    }
}
