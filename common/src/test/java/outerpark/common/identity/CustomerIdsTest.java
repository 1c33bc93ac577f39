package outerpark.common.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import outerpark.contracts.Ids;

class CustomerIdsTest {

    private static final UUID KIM = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID LEE = UUID.fromString("00000000-0000-4000-8000-000000000002");

    private final CustomerIds customers = with(0);

    @Test
    void aReservationIsItsCustomersAndNobodyElses() {
        for (int i = 0; i < 1_000; i++) {
            UUID reservation = customers.owned(Ids.next(), KIM);
            assertThat(customers.owns(KIM, reservation)).isTrue();
            assertThat(customers.owns(LEE, reservation)).isFalse();
            assertThat(customers.owns(KIM, Ids.next())).as("a guest's").isFalse();
        }
    }

    @Test
    void anOwnedIdIsStillUniqueAndOfItsTimeAndVersion() {
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            UUID base = new UUID(0x01A2_0000_0000_7ABCL, 0x8000_0000_0000_0000L + i); // as of one millisecond
            UUID id = customers.owned(base, KIM);
            assertThat(id.version()).isEqualTo(7);
            assertThat(id.variant()).isEqualTo(2);
            assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(base.getMostSignificantBits() >>> 16);
            assertThat(ids.add(id)).isTrue();
        }
    }

    @Test
    void theSameRequestHasTheSameIdAgain() {
        UUID base = Ids.next();
        assertThat(customers.owned(base, KIM)).isEqualTo(customers.owned(base, KIM));
    }

    @Test
    void anotherInstallationKnowsNeitherTheCustomerNorTheMark() {
        CustomerIds others = with(1);
        assertThat(others.of("issuer", "kim")).isNotEqualTo(customers.of("issuer", "kim"));
        assertThat(others.owns(KIM, customers.owned(Ids.next(), KIM))).isFalse();
    }

    @Test
    void theSameNameIsAnotherCustomerToAnotherIssuer() {
        assertThat(customers.of("issuer", "kim")).isEqualTo(customers.of("issuer", "kim"));
        assertThat(customers.of("another", "kim")).isNotEqualTo(customers.of("issuer", "kim"));
        assertThat(customers.of("issuer", "lee")).isNotEqualTo(customers.of("issuer", "kim"));
    }

    private static CustomerIds with(int firstByte) {
        byte[] key = new byte[32];
        key[0] = (byte) firstByte;
        return new CustomerIds(Base64.getEncoder().encodeToString(key));
    }
}
