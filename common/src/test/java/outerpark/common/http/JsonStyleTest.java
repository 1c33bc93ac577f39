package outerpark.common.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonStyleTest {

    record Body(@Nullable Long seats, @Nullable String name) {}

    private final ObjectMapper mapper = new ObjectMapper();

    {
        new JsonStyle().customize(mapper);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"seats\": 10}", "{\"seats\": \"10\"}", "{\"seats\": 10, \"unknown\": {}}"})
    void aNumberMayComeAsAStringAndUnknownFieldsAreIgnored(String json) throws Exception {
        assertThat(mapper.readValue(json, Body.class)).isEqualTo(new Body(10L, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"seats\": 1.5}",
                "{\"seats\": \"1.5\"}",
                "{\"seats\": \"ten\"}",
                "{\"seats\": true}",
                "{\"seats\": 99999999999999999999}",
                "{\"seats\": [1]}",
                "{\"name\": 1}",
                "{\"name\": true}",
                "{\"seats\": 1} {}",
                "{\"seats\": 1",
                "[]"
            })
    void nothingIsCutGuessedOrSilentlyDropped(String json) {
        assertThatExceptionOfType(JsonProcessingException.class).isThrownBy(() -> mapper.readValue(json, Body.class));
    }

    @Test
    void whatIsAbsentIsLeftOut() throws Exception {
        assertThat(mapper.writeValueAsString(new Body(1L, null))).isEqualTo("{\"seats\":1}");
    }
}
