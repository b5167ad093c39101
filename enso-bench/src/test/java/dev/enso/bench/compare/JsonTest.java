package dev.enso.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void whatIsWritten_isRead() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("text", "\"≤\" \\ \n\t\u0001 Ensō");
        value.put("numbers", List.of(1.5, -2e-9, 1e300, 0.0));
        value.put("mixed", Arrays.asList("a", null, true, false, List.of(), Map.of()));
        value.put("nothing", null);
        assertEquals(value, JsonReader.parse(Json.write(value)));
    }

    @Test
    void whatIsNoNumber_isWrittenAsNull() {
        assertEquals("null\n", Json.write(Double.NaN));
        assertEquals("[1.0, null]\n", Json.write(List.of(1.0, Double.POSITIVE_INFINITY)));
    }

    @Test
    void write_refusesWhatJsonDoesNotHave() {
        assertThrows(IllegalArgumentException.class, () -> Json.write(List.of(new Object())));
    }

    @Test
    void parse_readsEscapes() {
        assertEquals("a\"\\/\b\f\n\r\tō", JsonReader.parse("\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u014d\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[1,",
                "[1 2]",
                "{\"a\" 1}",
                "{1: 2}",
                "tru",
                "\"a",
                "\"\\x\"",
                "\"\\u00g0\"",
                "1 2",
                "-"
            })
    void parse_saysWhereTheTextIsWrong(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> JsonReader.parse(text))
                .getMessage();
        assertTrue(message.contains("at character"), message);
    }

    @Test
    void parse_endsBeforeTheStackDoes() {
        assertThrows(IllegalArgumentException.class, () -> JsonReader.parse("[".repeat(100_000)));
    }
}
