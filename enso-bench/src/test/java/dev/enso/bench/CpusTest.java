package dev.enso.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpusTest {
    @Test
    void parse_readsNumbersAndRanges() {
        assertEquals(List.of(0), Cpus.parse("0\n"));
        assertEquals(List.of(0, 1, 2, 3, 8), Cpus.parse("\t0-3,8"));
        assertEquals(List.of(2, 5, 6), Cpus.parse(" 2, 5-6 "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "0-", "3-1", "0,,2"})
    void parse_namesWhatIsNoList(String list) {
        String message = assertThrows(IllegalArgumentException.class, () -> Cpus.parse(list))
                .getMessage();
        assertTrue(message.contains("\"" + list + "\""), message);
    }

    @Test
    void allowed_isNeverEmpty() {
        assertFalse(Cpus.allowed().isEmpty());
    }
}
