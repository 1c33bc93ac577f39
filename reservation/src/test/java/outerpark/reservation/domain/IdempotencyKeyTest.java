package outerpark.reservation.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import outerpark.contracts.Ids;

class IdempotencyKeyTest {

    private static final UUID V7 = UUID.fromString("0190a8c0-1234-7abc-8def-0123456789ab");
    private static final UUID V4 = UUID.fromString("6fa459ea-ee8a-4ca4-894e-db77e160355e");
    private static final Customer KIM = new Customer("Kim", "kim@example.com", "010-1234", null);

    @Test
    void theSameKeyOfTheSameCallerIsTheSameReservation() {
        assertThat(IdempotencyKey.reservationId(V4, "guest")).isEqualTo(IdempotencyKey.reservationId(V4, "guest"));
    }

    /** The scheme is a promise over releases: a key that is sent again after an upgrade must find its reservation. */
    @Test
    void theIdOfAKeyIsTheSameInEveryRelease() {
        assertThat(IdempotencyKey.reservationId(V4, "guest")).hasToString("2ba696bd-ee5c-8b77-9923-ee06e35431ec");
        assertThat(IdempotencyKey.reservationId(V7, "guest")).hasToString("0190a8c0-1234-74ec-834f-4a7514ec62c6");
    }

    @Test
    void anotherCallerOrAnotherKeyIsAnotherReservation() {
        Set<UUID> ids = new HashSet<>();
        for (UUID key : List.of(V4, V7, new UUID(0, 0), new UUID(-1, -1))) {
            for (String caller : List.of("guest", "manager", "", "guest\n")) {
                ids.add(IdempotencyKey.reservationId(key, caller));
            }
        }
        assertThat(ids).hasSize(16).doesNotContain(V4, V7);
    }

    @Test
    void aTimeOrderedKeyLendsItsTimestamp() {
        UUID id = IdempotencyKey.reservationId(V7, "guest");

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(V7.getMostSignificantBits() >>> 16);
    }

    @Test
    void aTimeOrderedKeyTellsWhetherItIsNew() {
        Duration second = Duration.ofSeconds(1);
        UUID id = IdempotencyKey.reservationId(V7, "guest");
        Instant made = Instant.ofEpochMilli(V7.getMostSignificantBits() >>> 16);

        assertThat(IdempotencyKey.isMadeWithin(second, id, made)).isTrue();
        assertThat(IdempotencyKey.isMadeWithin(second, id, made.plusMillis(1_000)))
                .isTrue();
        assertThat(IdempotencyKey.isMadeWithin(second, id, made.plusMillis(1_001)))
                .isFalse();
        assertThat(IdempotencyKey.isMadeWithin(second, id, made.minusMillis(1_000)))
                .isTrue();
        assertThat(IdempotencyKey.isMadeWithin(second, id, made.minusMillis(1_001)))
                .isFalse();
    }

    @Test
    void anotherKeyIsNeverKnownToBeNew() {
        UUID id = IdempotencyKey.reservationId(V4, "guest");

        assertThat(IdempotencyKey.isMadeWithin(
                        Duration.ofSeconds(1), id, Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16)))
                .isFalse();
    }

    @Test
    void idsOfTimeOrderedKeysSortByTheirTime() {
        List<UUID> ids = new ArrayList<>();
        for (long millis = 1_700_000_000_000L; millis < 1_700_000_000_050L; millis++) {
            UUID key = new UUID(millis << 16 | 0x7000L, 0x8000_0000_0000_0000L);
            ids.add(IdempotencyKey.reservationId(key, "guest"));
        }
        assertThat(ids).extracting(UUID::toString).isSorted();
    }

    @Test
    void anyOtherKeyIsHashedWhole() {
        UUID id = IdempotencyKey.reservationId(V4, "guest");

        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
    }

    @Test
    void everyIdIsAValidUuidOfItsVersion() {
        Random random = new Random(7);
        for (int i = 0; i < 1_000; i++) {
            UUID id = IdempotencyKey.reservationId(new UUID(random.nextLong(), random.nextLong()), "guest");
            assertThat(id.variant()).isEqualTo(2);
            assertThat(id.version()).isIn(7, 8);
            assertThat(IdempotencyKey.reservationId(Ids.next(), "guest").version())
                    .isEqualTo(7);
        }
    }

    @Test
    void theSameBodyHasTheSameHash() {
        assertThat(IdempotencyKey.bodyHash(1, 2, KIM, "CARD"))
                .isEqualTo(IdempotencyKey.bodyHash(
                        1, 2, new Customer("Kim", "kim@example.com", "010-1234", null), "CARD"));
    }

    @Test
    void bodiesThatDifferInAnythingHaveDifferentHashes() {
        List<UUID> hashes = List.of(
                IdempotencyKey.bodyHash(1, 2, KIM, "CARD"),
                IdempotencyKey.bodyHash(2, 2, KIM, "CARD"),
                IdempotencyKey.bodyHash(1, 3, KIM, "CARD"),
                IdempotencyKey.bodyHash(12, 2, KIM, "CARD"),
                IdempotencyKey.bodyHash(1, 22, KIM, "CARD"),
                IdempotencyKey.bodyHash(1, 2, KIM, null),
                IdempotencyKey.bodyHash(1, 2, KIM, "CARD "),
                IdempotencyKey.bodyHash(1, 2, Customer.UNKNOWN, "CARD"),
                IdempotencyKey.bodyHash(1, 2, new Customer("Kim", "kim@example.com", null, null), "CARD"),
                IdempotencyKey.bodyHash(1, 2, new Customer("Kim", null, "kim@example.com", null), "CARD"));
        assertThat(hashes).doesNotHaveDuplicates();
    }

    @Test
    void neighbouringFieldsAreToldApartWhateverTheyHold() {
        List<UUID> hashes = List.of(
                hash("ab", "c", null),
                hash("a", "bc", null),
                hash("abc", null, null),
                hash(null, "abc", null),
                hash(null, null, "abc"),
                hash("abc", "", null),
                hash("", "abc", null),
                hash("-", null, null),
                hash("a\n1:b", "c", null),
                hash("a", "b\n1:c", null),
                hash("a\n1:b\n1:c", null, null));
        assertThat(hashes).doesNotHaveDuplicates();
    }

    private static UUID hash(@Nullable String name, @Nullable String email, @Nullable String phone) {
        return IdempotencyKey.bodyHash(1, 2, new Customer(name, email, phone, null), null);
    }
}
