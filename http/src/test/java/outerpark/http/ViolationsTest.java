package outerpark.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ViolationsTest {

    private final Violations violations = new Violations();

    @Test
    void nothingFoundThrowsNothing() {
        violations.throwIfAny();
    }

    @Test
    void allThatIsWrongIsToldAtOnceInOneProblem() {
        violations.number(null, "seats", 1, 10);
        violations.text(" ", "name", 5);
        violations.uuidIfAny("x", "key");

        assertThat(thrown().document("c"))
                .containsEntry("type", "urn:outerpark:problem:invalid-request")
                .containsEntry("status", 400)
                .containsEntry("correlationId", "c")
                .containsEntry(
                        "violations",
                        List.of(
                                new Violation("seats", "is required"),
                                new Violation("name", "is required"),
                                new Violation("key", "must be a UUID")));
    }

    @ParameterizedTest
    @CsvSource({"1,true", "10,true", "0,false", "11,false", "-5,false", "9223372036854775807,false"})
    void aNumberIsWithinItsBoundsBothIncluded(long value, boolean accepted) {
        assertThat(violations.number(value, "seats", 1, 10)).isEqualTo(accepted ? value : 1);
        assertFound(!accepted);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " ", "\t\n", "\u3000"})
    void aTextOfNothingButSpaceIsNoText(@Nullable String value) {
        assertThat(violations.textIfAny(value, "name", 5)).isNull();
        assertFound(false);
        violations.text(value, "name", 5);
        assertFound(true);
    }

    @Test
    void aTextIsStripped() {
        assertThat(violations.text("  HOT ", "name", 6)).isEqualTo("HOT");
        assertFound(false);
    }

    @ParameterizedTest
    @CsvSource({"12345,true", "123456,false"})
    void aTextHasItsLengthAndNoMore(String value, boolean accepted) {
        violations.text(value, "name", 5);
        assertFound(!accepted);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\nb", "a\u007Fb", "a\u0085b", "a\uD800b", "\uDC00"})
    void aTextHasNeitherControlCharactersNorHalfOnes(String value) {
        violations.text(value, "name", 50);
        assertFound(true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"뮤지컬", "\uD83C\uDFAD", "O'Neil \"%_\\"})
    void aTextMayBeInAnyLanguage(String value) {
        assertThat(violations.text(value, "name", 50)).isEqualTo(value);
        assertFound(false);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1-1-1-1-1",
                "0190a8c0-0000-7000-8000-00000000000",
                "0190a8c0-0000-7000-8000-0000000000000",
                " 0190a8c0-0000-7000-8000-000000000000",
                "0190a8c0000070008000000000000000",
                "0190a8c0-0000-7000-8000-00000000000g"
            })
    void aUuidIsInItsUsualFormOnly(String value) {
        assertThat(violations.uuidIfAny(value, "key")).isNull();
        assertFound(true);
    }

    @Test
    void aUuidMayBeInAnyCaseOrMissing() {
        assertThat(violations.uuidIfAny("0190A8C0-0000-7000-8000-00000000000F", "key"))
                .isEqualTo(UUID.fromString("0190a8c0-0000-7000-8000-00000000000f"));
        assertThat(violations.uuidIfAny(null, "key")).isNull();
        assertFound(false);
    }

    private void assertFound(boolean found) {
        assertThat(catchThrowableOfType(Problem.class, violations::throwIfAny) != null)
                .isEqualTo(found);
    }

    private Problem thrown() {
        Problem problem = catchThrowableOfType(Problem.class, violations::throwIfAny);
        assertThat(problem).isNotNull();
        return problem;
    }
}
