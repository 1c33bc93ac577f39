package outerpark.notice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import outerpark.common.TestPostgres;
import outerpark.common.database.Database;
import outerpark.common.events.EventSignals;
import outerpark.common.events.Outbox;
import outerpark.contracts.Ids;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event.DeclineReason;
import outerpark.contracts.events.Event.NoticeKind;
import outerpark.contracts.events.Event.NoticeSent;
import outerpark.contracts.events.Event.OfReservation;
import outerpark.contracts.events.Event.PaymentApproved;
import outerpark.contracts.events.Event.PaymentAwaitsCustomer;
import outerpark.contracts.events.Event.PaymentCancelled;
import outerpark.contracts.events.Event.PaymentDeclined;
import outerpark.contracts.events.Event.PaymentDeferred;
import outerpark.contracts.events.EventJson;
import outerpark.notice.domain.Language;
import outerpark.notice.domain.Notice;

final class NoticesFollowPaymentsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T05:06:07.123456Z");
    private static final UUID PAYMENT = Ids.next();

    private final Database database = TestPostgres.database("notice", "db/events", "db/notice");
    private final NoticesFollowPayments handler = new NoticesFollowPayments(
            database,
            new Outbox(database, new EventSignals()),
            Clock.fixed(NOW, ZoneOffset.UTC),
            MailLimits.OFF,
            Language.EN);

    /** A row of the outbox, as far as these tests look at it. */
    private record Row(UUID causationId, String correlationId, long revision, NoticeSent data) {}

    @Test
    void eachTurnOfAPaymentLeavesANoticeAndTellsSo() {
        UUID reservation = Ids.next();
        Envelope deferred = event(new PaymentDeferred(reservation, PAYMENT, 50_000, NOW.plusSeconds(60)));
        Envelope approved = event(new PaymentApproved(reservation, PAYMENT, 50_000));
        Envelope cancelled = event(new PaymentCancelled(reservation, PAYMENT, 50_000));
        handle(List.of(deferred, approved, cancelled));

        assertThat(noticesAbout(reservation))
                .extracting(Notice::kind, Notice::channel, Notice::sentAt)
                .containsExactly(
                        leftInTheApp(NoticeKind.PAYMENT_DEFERRED),
                        leftInTheApp(NoticeKind.PAYMENT_APPROVED),
                        leftInTheApp(NoticeKind.PAYMENT_CANCELLED));
        assertThat(noticesAbout(reservation))
                .allSatisfy(notice -> assertThat(notice.text()).contains(reservation.toString()));
        assertThat(told())
                .containsExactly(
                        sent(deferred, NoticeKind.PAYMENT_DEFERRED),
                        sent(approved, NoticeKind.PAYMENT_APPROVED),
                        sent(cancelled, NoticeKind.PAYMENT_CANCELLED));
    }

    @Test
    void aPaymentThatWaitsForTheCustomerIsNoNews() {
        UUID reservation = Ids.next();
        handle(List.of(event(new PaymentAwaitsCustomer(reservation, PAYMENT, 50_000))));

        assertThat(noticesAbout(reservation)).isEmpty();
        assertThat(told()).isEmpty();
    }

    @Test
    void anEventThatComesAgainIsNotToldAgain() {
        UUID reservation = Ids.next();
        Envelope declined = event(new PaymentDeclined(reservation, PAYMENT, 50_000, DeclineReason.UNPAID));
        Envelope approved = event(new PaymentApproved(Ids.next(), PAYMENT, 0));
        handle(List.of(declined, declined));
        handle(List.of(declined, approved));

        assertThat(noticesAbout(reservation)).hasSize(1);
        assertThat(told())
                .containsExactly(
                        sent(declined, NoticeKind.PAYMENT_DECLINED), sent(approved, NoticeKind.PAYMENT_APPROVED));
    }

    @Test
    void ofTwoWhoActOnTheSameEventsAtOnceOneTells() {
        List<Envelope> events = approvals(100);
        CompletableFuture<Void> second = new CompletableFuture<>();
        database.run(first -> {
            handler.on(first, events);
            Thread.startVirtualThread(() -> complete(second, () -> handle(reversed(events))));
            await().until(this::somebodyWaitsForALock);
        });
        second.join();

        assertThat(told()).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void ifTheFirstOfTwoIsRolledBackTheOtherTells() {
        List<Envelope> events = approvals(100);
        CompletableFuture<Void> second = new CompletableFuture<>();
        assertThatThrownBy(() -> database.run(first -> {
                    handler.on(first, events);
                    Thread.startVirtualThread(() -> complete(second, () -> handle(reversed(events))));
                    await().until(this::somebodyWaitsForALock);
                    throw new IllegalStateException("the first one fails");
                }))
                .hasMessageContaining("the first one fails");
        second.join();

        assertThat(told()).hasSize(100).doesNotHaveDuplicates();
    }

    private static List<Envelope> approvals(int count) {
        return Stream.generate(() -> event(new PaymentApproved(Ids.next(), PAYMENT, 50_000)))
                .limit(count)
                .toList();
    }

    private static Envelope event(OfReservation data) {
        return new Envelope(Ids.next(), 1, NOW, "the-request", Ids.next(), null, data);
    }

    private static Row sent(Envelope cause, NoticeKind kind) {
        OfReservation data = (OfReservation) cause.data();
        return new Row(
                cause.eventId(),
                cause.correlationId(),
                1,
                new NoticeSent(data.reservationId(), cause.eventId(), kind, "APP"));
    }

    private static Tuple leftInTheApp(NoticeKind kind) {
        return tuple(kind, Notice.Channel.APP, NOW);
    }

    private static List<Envelope> reversed(List<Envelope> events) {
        List<Envelope> reversed = new ArrayList<>(events);
        Collections.reverse(reversed);
        return reversed;
    }

    private static void complete(CompletableFuture<Void> future, Runnable work) {
        try {
            work.run();
            future.complete(null);
        } catch (RuntimeException e) {
            future.completeExceptionally(e);
        }
    }

    private void handle(List<Envelope> events) {
        database.run(transaction -> handler.on(transaction, events));
    }

    private List<Notice> noticesAbout(UUID reservation) {
        return database.read(connection -> NoticeStore.about(connection, reservation));
    }

    private boolean somebodyWaitsForALock() {
        return database.read(connection -> {
            try (PreparedStatement select =
                            connection.prepareStatement("SELECT EXISTS (SELECT 1 FROM pg_locks WHERE NOT granted)");
                    ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        });
    }

    private List<Row> told() {
        return database.read(connection -> {
            List<Row> rows = new ArrayList<>();
            try (PreparedStatement select = connection.prepareStatement("SELECT * FROM outbox ORDER BY id");
                    ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    rows.add(new Row(
                            row.getObject("causation_id", UUID.class),
                            row.getString("correlation_id"),
                            row.getLong("revision"),
                            (NoticeSent) EventJson.read(
                                    row.getString("type"), row.getInt("version"), row.getString("data"))));
                }
            } catch (EventJson.Unreadable e) {
                throw new AssertionError(e);
            }
            return rows;
        });
    }
}
