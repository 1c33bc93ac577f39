package outerpark.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.elytron.security.common.BcryptUtil;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.machine.console.Refused;

final class ManagerPasswordTest {

    @TempDir
    private Path path;

    private DataFolder folder;

    @BeforeEach
    void open() {
        folder = DataFolder.open(path);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void isMadeAtTheFirstStartAndToldOnce() throws IOException {
        ManagerPassword first = decide(Optional.empty());
        assertThat(first.toTell().orElseThrow()).matches("([a-z2-9]{4}-){6}[a-z2-9]{4}");
        assertThat(BcryptUtil.matches(first.toTell().orElseThrow(), first.hash()))
                .isTrue();
        first.keepTold(folder);

        ManagerPassword second = decide(Optional.empty());
        assertThat(second.toTell()).isEmpty();
        assertThat(second.hash()).isEqualTo(first.hash());
    }

    @Test
    void aStartThatDiedBeforeTellingItIsFollowedByOneThatTellsAnother() throws IOException {
        ManagerPassword untold = decide(Optional.empty());
        ManagerPassword told = decide(Optional.empty());
        assertThat(told.toTell()).isPresent().isNotEqualTo(untold.toTell());
    }

    @Test
    void oneThatIsGivenIsKeptForLaterStartsAndNeverTold() throws IOException {
        ManagerPassword given = decide(Optional.of("correct horse"));
        assertThat(given.toTell()).isEmpty();
        ManagerPassword later = decide(Optional.empty());
        assertThat(later.toTell()).isEmpty();
        assertThat(BcryptUtil.matches("correct horse", later.hash())).isTrue();
    }

    @Test
    void oneThatIsGivenReplacesTheOneThatIsKept() throws IOException {
        decide(Optional.of("correct horse"));
        String again = decide(Optional.of("correct horse")).hash();
        assertThat(again).isEqualTo(folder.managerPasswordHash().orElseThrow());
        assertThat(BcryptUtil.matches(
                        "battery staple", decide(Optional.of("battery staple")).hash()))
                .isTrue();
        assertThat(decide(Optional.empty()).hash()).isNotEqualTo(again);
    }

    @ParameterizedTest
    @ValueSource(strings = {"seven77", "좌석좌석좌석좌석좌석좌석좌석좌석좌석좌석좌석좌석좌"})
    void tooShortOrTooLongIsRefused(String given) {
        assertThatThrownBy(() -> decide(Optional.of(given)))
                .isInstanceOf(Refused.class)
                .hasMessageContaining("OUTERPARK_MANAGER_PASSWORD")
                .message()
                .doesNotContain(given);
        assertThat(folder.managerPasswordHash()).isEmpty();
    }

    private ManagerPassword decide(Optional<String> given) throws IOException {
        ManagerPassword decided = ManagerPassword.decide(given, folder.managerPasswordHash());
        decided.keepGiven(folder);
        return decided;
    }
}
