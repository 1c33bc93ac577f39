package outerpark.contracts.calls;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import outerpark.contracts.calls.HoldFates.Fate;
import outerpark.contracts.calls.SeatHolds.TakeAnswer;
import outerpark.contracts.calls.SeatHolds.TakeSeats;

/**
 * The calls between the services where HTTP carries them: {@code POST} with a JSON body to these paths, which are
 * closed to everybody without the credential of the services. A status other than 200 or 204 leaves open what was done.
 */
public final class HttpCalls {

    /** What begins the path of every one of them. */
    public static final String INTERNAL = "/internal/";

    /** To musical: {@link Take}, answered by {@link TakeAnswers}; see {@link SeatHolds#take}. */
    public static final String TAKE = INTERNAL + "holds/take";

    /** To musical: {@link Release}, answered by 204 when it is durable; see {@link SeatHolds#release}. */
    public static final String RELEASE = INTERNAL + "holds/release";

    /** To reservation: {@link Settle}, answered by {@link Fates}; see {@link HoldFates#settle}. */
    public static final String SETTLE = INTERNAL + "holds/settle";

    /** To reservation: {@link AskContacts}, answered by {@link ContactAnswers}; see {@link Contacts#of}. */
    public static final String CONTACTS = INTERNAL + "contacts";

    /** Where the credential of the services stands. */
    public static final String CREDENTIAL_HEADER = "Service-Credential";

    private HttpCalls() {}

    /** Takes; a request still waiting after {@code timeoutMillis} is refused. */
    public record Take(List<TakeSeats> holds, long timeoutMillis) {}

    /** In the order of the takes; null where it is not known whether the seats were taken. */
    public record TakeAnswers(List<@Nullable TakeAnswer> answers) {}

    /** Holds to be given back. */
    public record Release(List<TakeSeats> holds) {}

    /** Holds to be decided on. */
    public record Settle(List<UUID> holdIds) {}

    /** Reservations whose customers are to be reached. */
    public record AskContacts(List<UUID> reservationIds) {}

    /** Where they are reached; those are left out that do not exist. */
    public record ContactAnswers(Map<UUID, Contacts.Contact> contacts) {}

    /** What became of each of the holds. */
    public record Fates(Map<UUID, Fate> fates) {}
}
