package outerpark.payment;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.common.database.Transaction;
import outerpark.common.events.Outbox;
import outerpark.contracts.events.Envelope;
import outerpark.payment.domain.Command;
import outerpark.payment.domain.Payment;
import outerpark.payment.domain.PaymentRules;

/** Decides commands in order, each by itself, writes what changes as one batch, and tells it. */
@Singleton
final class PaymentBook {

    private final Outbox outbox;
    private final DueSignal dueSignal;
    private final Clock clock;

    PaymentBook(@Identifier(PaymentDatabase.NAME) Outbox outbox, DueSignal dueSignal, Clock clock) {
        this.outbox = outbox;
        this.dueSignal = dueSignal;
        this.clock = clock;
    }

    /**
     * Carries the commands out; those that come late or twice change nothing.
     *
     * @return the payments that were claimed by any of them
     */
    List<Payment> carryOut(Transaction transaction, List<? extends Command> commands) throws SQLException {
        Set<UUID> reservationIds = new HashSet<>();
        commands.forEach(command -> reservationIds.add(command.reservationId()));
        return reservationIds.isEmpty()
                ? List.of()
                : carryOut(transaction, PaymentStore.lock(transaction.connection(), reservationIds), commands);
    }

    /**
     * Claims payments whose turn has come.
     *
     * @param max payments at most
     * @param againMax payments tried before, at most
     * @param graceUntil see {@link Command.Due}
     * @return those that were claimed; one whose time has run out meanwhile ends instead
     */
    List<Payment> claim(Transaction transaction, int max, int againMax, Instant until, @Nullable Instant graceUntil)
            throws SQLException {
        Connection connection = transaction.connection();
        Instant now = clock.instant();
        List<Payment> due = new ArrayList<>(PaymentStore.lockAgain(connection, now, againMax));
        due.addAll(PaymentStore.lockNew(connection, now, max - due.size()));
        List<Command> claims = due.stream()
                .<Command>map(payment -> new Command.Claim(payment.reservationId(), until, graceUntil))
                .toList();
        return carryOut(transaction, due, claims);
    }

    private List<Payment> carryOut(Transaction transaction, List<Payment> locked, List<? extends Command> commands)
            throws SQLException {
        Map<UUID, Payment> known = new HashMap<>();
        locked.forEach(payment -> known.put(payment.reservationId(), payment));
        Map<UUID, Payment> changed = new LinkedHashMap<>();
        Map<UUID, Payment> claimed = new LinkedHashMap<>();
        List<Envelope> told = new ArrayList<>();
        Instant now = clock.instant();
        for (Command command : commands) {
            PaymentRules.decide(known.get(command.reservationId()), command, now)
                    .ifPresent(change -> {
                        Payment payment = change.payment();
                        known.put(payment.reservationId(), payment);
                        changed.put(payment.reservationId(), payment);
                        if (command instanceof Command.Claim && payment.turn().claimed()) {
                            claimed.put(payment.reservationId(), payment);
                        }
                        if (change.told() != null) {
                            told.add(payment.cause().leadsTo(change.told(), payment.revision(), now));
                        }
                    });
        }
        save(transaction, locked, changed);
        outbox.append(transaction, told);
        signalTurns(transaction, changed, now);
        return List.copyOf(claimed.values());
    }

    private static void save(Transaction transaction, List<Payment> before, Map<UUID, Payment> changed)
            throws SQLException {
        Map<UUID, Payment> fresh = new LinkedHashMap<>(changed);
        List<Payment> known = new ArrayList<>();
        for (Payment payment : before) {
            Payment now = fresh.remove(payment.reservationId());
            if (now != null) {
                known.add(now);
            }
        }
        PaymentStore.insert(transaction.connection(), fresh.values());
        PaymentStore.update(transaction.connection(), known);
    }

    private void signalTurns(Transaction transaction, Map<UUID, Payment> changed, Instant now) {
        boolean turns = changed.values().stream()
                .map(payment -> payment.turn().at())
                .anyMatch(at -> at != null && !at.isAfter(now));
        if (turns) {
            transaction.afterCommit(dueSignal::raise);
        }
    }
}
