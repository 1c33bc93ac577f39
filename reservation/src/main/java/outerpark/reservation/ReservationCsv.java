package outerpark.reservation;

import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import outerpark.common.database.Database;
import outerpark.reservation.domain.Booking;
import outerpark.reservation.domain.Reservation;

/** Reservations as CSV (RFC 4180), read in slices, so that an export of millions needs no memory to match. */
final class ReservationCsv {

    private static final int SLICE = 1_000;
    private static final String HEADER =
            "reservationId,musicalId,seats,amount,status,reason,paymentStatus,reservedAt,payBy,"
                    + "customerName,customerEmail,customerPhone\r\n";

    private ReservationCsv() {}

    static void write(Database database, ReservationSearch search, Writer out) throws IOException {
        out.write(HEADER);
        Reservation last = null;
        List<Reservation> slice;
        do {
            Reservation before = last;
            slice = database.read(connection -> search.after(connection, before, SLICE));
            for (Reservation reservation : slice) {
                out.write(line(reservation));
                last = reservation;
            }
        } while (slice.size() == SLICE);
    }

    private static String line(Reservation reservation) {
        Booking b = reservation.booking();
        return Stream.of(
                        b.reservationId(),
                        b.musicalId(),
                        b.seats(),
                        b.amount(),
                        ReservationStore.statusOf(reservation),
                        text(ReservationStore.reasonOf(reservation)),
                        reservation.payment(),
                        b.reservedAt(),
                        reservation.payBy(),
                        text(b.customer().name()),
                        text(b.customer().email()),
                        text(b.customer().phone()))
                .map(Object::toString)
                .collect(Collectors.joining(",", "", "\r\n"));
    }

    /** Quoted; and told apart from a formula, which a spreadsheet would run. */
    static String text(@Nullable String value) {
        if (value == null) {
            return "";
        }
        String safe = value.isEmpty() || "=+-@\t\r".indexOf(value.charAt(0)) < 0 ? value : "'" + value;
        return '"' + safe.replace("\"", "\"\"") + '"';
    }
}
