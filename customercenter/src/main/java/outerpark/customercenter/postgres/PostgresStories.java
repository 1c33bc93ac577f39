package outerpark.customercenter.postgres;

import io.smallrye.common.annotation.Identifier;
import jakarta.inject.Singleton;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.common.database.Database;
import outerpark.common.database.OptimisticInsert;
import outerpark.common.database.SqlArrays;
import outerpark.common.database.Transaction;
import outerpark.contracts.events.Envelope;
import outerpark.contracts.events.Event;
import outerpark.contracts.events.Event.OfReservation;
import outerpark.contracts.events.EventJson;
import outerpark.customercenter.CustomercenterDatabase;
import outerpark.customercenter.Stories;
import outerpark.customercenter.domain.ShowName;
import outerpark.customercenter.domain.Telling;
import outerpark.customercenter.domain.Told;
import outerpark.http.Page;

/**
 * The stories in PostgreSQL: writing only ever adds an event's row, reading folds the handful of rows of a reservation.
 *
 * <p>The followers of the four sources write at once and never wait for one another: a row of a story belongs to one
 * event, an event to one source, and a show's name comes from musical alone. Should two processes follow the same
 * source for a moment, each takes its rows in the same order (stories, then shows, by key), so neither waits for ever.
 */
@Singleton
final class PostgresStories implements Stories {

    private static final String INSERT = """
            INSERT INTO story (reservation_id, event_id, revision, occurred_at, correlation_id, causation_id,
                               traceparent, version, type, data, arrival)
            SELECT reservation_id, event_id, revision, occurred_at, correlation_id, causation_id,
                   traceparent, %d, type, data::json, (SELECT nextval('story_arrival'))
              FROM unnest(?::uuid[], ?::uuid[], ?::bigint[], ?::timestamptz[], ?::text[], ?::uuid[],
                          ?::text[], ?::text[], ?::text[])
                   AS t (reservation_id, event_id, revision, occurred_at, correlation_id, causation_id,
                         traceparent, type, data)
             ORDER BY reservation_id, event_id
            """.formatted(EventJson.VERSION);

    private final Database database;

    PostgresStories(@Identifier(CustomercenterDatabase.NAME) Database database) {
        this.database = database;
    }

    /** Adds what is not there yet: events may come again, and in any order. */
    void add(Transaction transaction, List<Envelope> events) throws SQLException {
        List<Told> told = new ArrayList<>();
        List<ShowName> names = new ArrayList<>();
        for (Envelope event : events) {
            switch (event.data()) {
                case OfReservation data -> told.add(Told.of(event, data));
                case Event.MusicalRegistered show ->
                    names.add(new ShowName(show.musicalId(), show.name(), event.revision()));
                case Event.MusicalChanged show ->
                    names.add(new ShowName(show.musicalId(), show.name(), event.revision()));
            }
        }
        if (!told.isEmpty()) {
            insert(transaction.connection(), told);
        }
        List<Told> ofCustomers =
                told.stream().filter(each -> customerOf(each) != null).toList();
        if (!ofCustomers.isEmpty()) {
            insertOfCustomers(transaction.connection(), ofCustomers);
        }
        if (!names.isEmpty()) {
            upsert(transaction.connection(), names);
        }
    }

    @Override
    public Optional<Map<UUID, Telling>> read(Collection<UUID> reservationIds) {
        return database.read(connection -> read(connection, reservationIds));
    }

    @Override
    public Optional<Page.Of<UUID>> ofCustomer(UUID customerId, Page page) {
        return database.read(connection -> ofCustomer(connection, customerId, page));
    }

    private static @Nullable UUID customerOf(Told told) {
        return told.data() instanceof Event.ReservationPlaced placed ? placed.customerId() : null;
    }

    private static void insertOfCustomers(Connection c, List<Told> told) throws SQLException {
        try (PreparedStatement insert = c.prepareStatement("""
                INSERT INTO customer_reservation (customer_id, placed_at, reservation_id)
                SELECT customer_id, placed_at, reservation_id
                  FROM unnest(?::uuid[], ?::timestamptz[], ?::uuid[]) AS t (customer_id, placed_at, reservation_id)
                 ORDER BY customer_id, placed_at, reservation_id
                ON CONFLICT DO NOTHING
                """)) {
            insert.setArray(1, SqlArrays.uuids(c, told, PostgresStories::customerOf));
            insert.setArray(2, SqlArrays.instants(c, told, Told::occurredAt));
            insert.setArray(3, SqlArrays.uuids(c, told, event -> event.data().reservationId()));
            insert.executeUpdate();
        }
    }

    private static Optional<Page.Of<UUID>> ofCustomer(Connection c, UUID customerId, Page page) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("""
                SELECT %s, (SELECT count(*) FROM customer_reservation WHERE customer_id = ?),
                       ARRAY(SELECT reservation_id FROM customer_reservation WHERE customer_id = ?
                              ORDER BY placed_at DESC, reservation_id DESC LIMIT ? OFFSET ?)
                """.formatted(PostgresView.UNDER_WAY))) {
            select.setObject(1, customerId);
            select.setObject(2, customerId);
            select.setInt(3, page.size());
            select.setLong(4, page.offset());
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getBoolean(1)
                        ? Optional.empty()
                        : Optional.of(
                                new Page.Of<>(List.of((UUID[]) row.getArray(3).getArray()), row.getLong(2)));
            }
        }
    }

    private static void insert(Connection c, List<Told> told) throws SQLException {
        Array[] columns = {
            SqlArrays.uuids(c, told, event -> event.data().reservationId()),
            SqlArrays.uuids(c, told, Told::eventId),
            SqlArrays.bigints(c, told, Told::revision),
            SqlArrays.instants(c, told, Told::occurredAt),
            SqlArrays.texts(c, told, Told::correlationId),
            SqlArrays.uuids(c, told, Told::causationId),
            SqlArrays.texts(c, told, Told::traceparent),
            SqlArrays.texts(c, told, event -> EventJson.typeOf(event.data())),
            SqlArrays.texts(c, told, event -> EventJson.write(event.data()))
        };
        OptimisticInsert.insertFree(
                c, INSERT, "event_id", told.stream().map(Told::eventId).toList(), columns);
    }

    private static void upsert(Connection c, List<ShowName> names) throws SQLException {
        try (PreparedStatement upsert = c.prepareStatement("""
                INSERT INTO show AS known (musical_id, name, revision)
                SELECT DISTINCT ON (musical_id) musical_id, name, revision
                  FROM unnest(?::bigint[], ?::text[], ?::bigint[]) AS t (musical_id, name, revision)
                 ORDER BY musical_id, revision DESC
                ON CONFLICT (musical_id) DO UPDATE SET name = excluded.name, revision = excluded.revision
                                             WHERE known.revision < excluded.revision
                """)) {
            upsert.setArray(1, SqlArrays.bigints(c, names, ShowName::musicalId));
            upsert.setArray(2, SqlArrays.texts(c, names, ShowName::name));
            upsert.setArray(3, SqlArrays.bigints(c, names, ShowName::revision));
            upsert.executeUpdate();
        }
    }

    /** One row at least, which says which view it is, and whether it is rebuilt: as true as those beside it. */
    private static Optional<Map<UUID, Telling>> read(Connection c, Collection<UUID> reservationIds)
            throws SQLException {
        try (PreparedStatement select = c.prepareStatement("""
                SELECT generation, rebuilding, reservation_id, event_id, story.revision, occurred_at, correlation_id,
                       causation_id, traceparent, version, type, data, name
                  FROM (SELECT generation, %s AS rebuilding FROM view_generation) AS view
                       LEFT JOIN story ON reservation_id = ANY (?)
                       LEFT JOIN show ON musical_id = (data ->> 'musicalId')::bigint
                 ORDER BY arrival NULLS FIRST, story.revision, event_id
                """.formatted(PostgresView.UNDER_WAY))) {
            select.setArray(1, SqlArrays.uuids(c, reservationIds, id -> id));
            try (ResultSet row = select.executeQuery()) {
                return tellings(row);
            }
        }
    }

    private static Optional<Map<UUID, Telling>> tellings(ResultSet row) throws SQLException {
        Map<UUID, List<Told>> told = new HashMap<>();
        Map<UUID, String> names = new HashMap<>();
        int generation = 0;
        while (row.next()) {
            if (row.getBoolean("rebuilding")) {
                return Optional.empty();
            }
            generation = row.getInt("generation");
            UUID reservationId = row.getObject("reservation_id", UUID.class);
            if (reservationId != null) {
                told.computeIfAbsent(reservationId, id -> new ArrayList<>()).add(told(row));
                String name = row.getString("name");
                if (name != null) {
                    names.put(reservationId, name);
                }
            }
        }
        Map<UUID, Telling> tellings = new HashMap<>();
        for (Map.Entry<UUID, List<Told>> heard : told.entrySet()) {
            UUID id = heard.getKey();
            tellings.put(id, new Telling(generation, heard.getValue(), names.get(id)));
        }
        return Optional.of(tellings);
    }

    private static Told told(ResultSet row) throws SQLException {
        return new Told(
                row.getObject("event_id", UUID.class),
                row.getLong("revision"),
                row.getTimestamp("occurred_at").toInstant(),
                row.getString("correlation_id"),
                row.getObject("causation_id", UUID.class),
                row.getString("traceparent"),
                data(row));
    }

    private static OfReservation data(ResultSet row) throws SQLException {
        try {
            return (OfReservation) EventJson.read(row.getString("type"), row.getInt("version"), row.getString("data"));
        } catch (EventJson.Unreadable e) {
            throw new IllegalStateException("a row of a story that was written here and cannot be read", e);
        }
    }
}
