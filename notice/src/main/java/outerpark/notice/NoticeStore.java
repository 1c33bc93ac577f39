package outerpark.notice;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import outerpark.common.database.OptimisticInsert;
import outerpark.common.database.SqlArrays;
import outerpark.contracts.events.Event.NoticeKind;
import outerpark.notice.domain.Notice;

/** Notices in SQL. */
final class NoticeStore {

    private static final String INSERT = """
            INSERT INTO notice (reservation_id, notice_id, sent_at, kind, channel, text)
            SELECT reservation_id, notice_id, sent_at, kind, channel, text
              FROM unnest(?::uuid[], ?::uuid[], ?::timestamptz[], ?::text[], ?::text[], ?::text[])
                   AS t (reservation_id, notice_id, sent_at, kind, channel, text)
             ORDER BY reservation_id, notice_id
            """;

    private NoticeStore() {}

    /**
     * Stores the notices that are not there yet and returns the ids of those. Of two who store the same notice at once
     * one waits for the other; in one order for everybody, so that none waits for ever.
     */
    static Set<UUID> insertNew(Connection c, Collection<Notice> notices) throws SQLException {
        Array[] columns = {
            SqlArrays.uuids(c, notices, Notice::reservationId),
            SqlArrays.uuids(c, notices, Notice::noticeId),
            SqlArrays.instants(c, notices, Notice::sentAt),
            SqlArrays.texts(c, notices, notice -> notice.kind().name()),
            SqlArrays.texts(c, notices, notice -> notice.channel().name()),
            SqlArrays.texts(c, notices, Notice::text)
        };
        List<UUID> ids = notices.stream().map(Notice::noticeId).toList();
        return OptimisticInsert.insertFree(c, INSERT, "notice_id", ids, columns);
    }

    /** The notices about a reservation, the oldest first. */
    static List<Notice> about(Connection c, UUID reservationId) throws SQLException {
        try (PreparedStatement select = c.prepareStatement("""
                SELECT notice_id, sent_at, kind, channel, text FROM notice
                 WHERE reservation_id = ? ORDER BY sent_at, notice_id
                """)) {
            select.setObject(1, reservationId);
            List<Notice> notices = new ArrayList<>();
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    notices.add(new Notice(
                            row.getObject("notice_id", UUID.class),
                            reservationId,
                            NoticeKind.valueOf(row.getString("kind")),
                            row.getString("text"),
                            Notice.Channel.valueOf(row.getString("channel")),
                            row.getTimestamp("sent_at").toInstant()));
                }
            }
            return notices;
        }
    }
}
