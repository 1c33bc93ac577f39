package outerpark.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import outerpark.machine.console.Refused;

final class DatabaseAddressTest {

    @Test
    void readsPostgresOwnForm() {
        assertThat(DatabaseAddress.parse("postgresql://ann:secret@db.example:5433/park?sslmode=require"))
                .isEqualTo(
                        new DatabaseAddress("jdbc:postgresql://db.example:5433/park?sslmode=require", "ann", "secret"));
    }

    @Test
    void readsTheFormOfJdbc() {
        assertThat(DatabaseAddress.parse("jdbc:postgresql://db/park?user=ann&sslmode=require&password=secret"))
                .isEqualTo(new DatabaseAddress("jdbc:postgresql://db/park?sslmode=require", "ann", "secret"));
    }

    @Test
    void readsEscapedCharactersAndLeavesAPlusAsItIs() {
        DatabaseAddress address = DatabaseAddress.parse("postgres://a%40b:p%3A%2F%3F+%25@db/park");
        assertThat(address.user()).isEqualTo("a@b");
        assertThat(address.password()).isEqualTo("p:/?+%");
    }

    @Test
    void keepsSeveralHosts() {
        assertThat(DatabaseAddress.parse("postgresql://ann:x@one:1,two:2/park").jdbcUrl())
                .isEqualTo("jdbc:postgresql://one:1,two:2/park");
    }

    @Test
    void neverShowsThePassword() {
        assertThat(DatabaseAddress.parse("postgresql://ann:secret@db/park"))
                .asString()
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://ann:secret@db/park",
                "postgresql://ann:secret@db",
                "postgresql://ann:secret@/park",
                "postgresql://db/park?password=secret",
                "postgresql://ann:secret%zz@db/park",
                "secret"
            })
    void refusesAnythingElseWithoutRepeatingIt(String url) {
        assertThatThrownBy(() -> DatabaseAddress.parse(url))
                .isInstanceOf(Refused.class)
                .message()
                .contains("database URL")
                .doesNotContain("secret");
    }
}
