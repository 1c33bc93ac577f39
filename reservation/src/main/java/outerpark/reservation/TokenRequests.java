package outerpark.reservation;

import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.jboss.logging.Logger;
import outerpark.common.Following;
import outerpark.common.Stopping;
import outerpark.common.database.Database;
import outerpark.common.database.Transaction;
import outerpark.common.events.Outbox;
import outerpark.contracts.events.Cause;
import outerpark.contracts.events.Event;
import outerpark.reservation.domain.Reservation;

/**
 * A guest who has lost a token asks for it again by the e-mail address of the reservation, and it is sent there, and
 * nowhere else. Who asks learns nothing: neither whether there is a reservation, nor how many.
 */
@Singleton
final class TokenRequests {

    private static final Logger LOG = Logger.getLogger(TokenRequests.class);

    /** They share the connections with those who buy. */
    private static final int AT_ONCE_MAX = 4;

    private final Semaphore underWay = new Semaphore(AT_ONCE_MAX);
    private final ExecutorService later = Executors.newVirtualThreadPerTaskExecutor();
    private final Database database;
    private final Outbox outbox;
    private final Clock clock;
    private final ReservationConfig.Tokens config;

    TokenRequests(
            @Identifier(ReservationDatabase.NAME) Database database,
            @Identifier(ReservationDatabase.NAME) Outbox outbox,
            Clock clock,
            ReservationConfig config) {
        this.database = database;
        this.outbox = outbox;
        this.clock = clock;
        this.config = config.tokens();
    }

    /**
     * Has the tokens of the latest reservations of that address sent to it, unless that was asked for just now. Behind
     * the back of who asks: how long it takes, or whether it fails, would tell whether there are any.
     *
     * @return false if too many ask at once
     */
    boolean requestLater(String email, Cause cause) {
        if (!underWay.tryAcquire()) {
            return false;
        }
        later.execute(() -> {
            try (var _ = Following.of(cause)) {
                request(email, cause);
            } catch (RuntimeException e) {
                LOG.warnf("lost tokens are not sent; whoever asked has to ask again: %s", e.getMessage());
            } finally {
                underWay.release();
            }
        });
        return true;
    }

    void request(String email, Cause cause) {
        database.run(transaction -> request(transaction, email.toLowerCase(Locale.ROOT), cause));
    }

    void stop(@Observes @Priority(Stopping.STEPS) ShutdownEvent event) {
        later.close();
    }

    private void request(Transaction transaction, String email, Cause cause) throws SQLException {
        forgetEarlier(transaction.connection());
        List<Reservation> latest = latest(transaction.connection(), email, config.reservationsMax());
        if (latest.isEmpty() || !isTurn(transaction.connection(), email)) {
            return;
        }
        outbox.append(
                transaction,
                latest.stream()
                        .map(reservation -> cause.leadsTo(
                                new Event.TokenRequested(reservation.booking().reservationId()),
                                reservation.revision(),
                                clock.instant()))
                        .toList());
    }

    private static List<Reservation> latest(Connection c, String email, int max) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("SELECT " + ReservationStore.COLUMNS + """
                   FROM reservation WHERE lower(customer_email) = ? AND status <> 'ABANDONED'
                   ORDER BY reserved_at DESC, reservation_id LIMIT ?
                """)) {
            select.setString(1, email);
            select.setInt(2, max);
            return ReservationStore.read(select);
        }
    }

    /** Of several who ask for the same address at once, or soon after, one is heard. */
    private boolean isTurn(Connection c, String email) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement("""
                INSERT INTO token_request AS r (email_hash, asked_at) VALUES (?, now())
                ON CONFLICT (email_hash) DO UPDATE SET asked_at = now()
                 WHERE r.asked_at <= now() - make_interval(secs => ?)
                RETURNING 1
                """)) {
            insert.setBytes(1, hash(email));
            insert.setDouble(2, config.pause().toMillis() / 1e3);
            try (ResultSet row = insert.executeQuery()) {
                return row.next();
            }
        }
    }

    /** Nobody's address is kept for longer than need be. */
    private void forgetEarlier(Connection c) throws SQLException {
        try (PreparedStatement delete =
                c.prepareStatement("DELETE FROM token_request WHERE asked_at <= now() - make_interval(secs => ?)")) {
            delete.setDouble(1, config.pause().toMillis() / 1e3);
            delete.executeUpdate();
        }
    }

    private static byte[] hash(String email) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(email.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of every Java platform", e);
        }
    }
}
