package outerpark.common.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.contracts.Ids;

class ReservationTokensTest {

    private static final UUID MINE = UUID.fromString("0190a8c0-0000-7000-8000-000000000001");
    private static final UUID ANOTHER = UUID.fromString("0190a8c0-0000-7000-8000-000000000002");

    private final ReservationTokens tokens = new ReservationTokens(key(1));

    @Test
    void aTokenOpensItsOwnReservationAndNoOther() {
        assertThat(tokens.opens(tokens.tokenOf(MINE), MINE)).isTrue();
        assertThat(tokens.opens(tokens.tokenOf(MINE), ANOTHER)).isFalse();
        assertThat(tokens.opens(tokens.tokenOf(MINE), Ids.next())).isFalse();
    }

    @Test
    void everyServiceThatHasTheKeyAgreesAndNobodyElse() {
        assertThat(new ReservationTokens(key(1)).opens(tokens.tokenOf(MINE), MINE))
                .isTrue();
        assertThat(new ReservationTokens(key(2)).opens(tokens.tokenOf(MINE), MINE))
                .isFalse();
    }

    @Test
    void aTokenOfWhichOneBitIsChangedOpensNothing() {
        byte[] token = Base64.getUrlDecoder().decode(tokens.tokenOf(MINE));
        for (int bit = 0; bit < token.length * 8; bit++) {
            byte[] tampered = token.clone();
            tampered[bit / 8] ^= (byte) (1 << (bit % 8));
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(tampered);
            assertThat(tokens.opens(text, MINE)).as("bit %d", bit).isFalse();
        }
    }

    @Test
    void aTokenThatIsCutOrLengthenedOpensNothing() {
        String token = tokens.tokenOf(MINE);
        for (int length = 0; length < token.length(); length++) {
            assertThat(tokens.opens(token.substring(0, length), MINE)).isFalse();
        }
        assertThat(tokens.opens(token + "AA", MINE)).isFalse();
        assertThat(tokens.opens(token + token, MINE)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "=", "*", "null", "한글", "\u0000", "AAAAAAAAAAAAAAAAAAAAAA"})
    void garbageOpensNothing(String garbage) {
        assertThat(tokens.opens(garbage, MINE)).isFalse();
    }

    @Test
    void aTokenFitsIntoAHeaderAsItIs() {
        assertThat(tokens.tokenOf(MINE)).matches("[A-Za-z0-9_-]{22}");
    }

    @Test
    void aKeyThatIsTooShortOrNoBase64IsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ReservationTokens("c2hvcnQ="));
        assertThatIllegalArgumentException().isThrownBy(() -> new ReservationTokens("not base64!"));
    }

    private static String key(int seed) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) seed;
        return Base64.getEncoder().encodeToString(bytes);
    }
}
