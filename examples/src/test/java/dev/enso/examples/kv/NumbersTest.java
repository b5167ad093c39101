package dev.enso.examples.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, 9, 10, -10, 99, 100, Long.MAX_VALUE, Long.MIN_VALUE, 1_000_000_007})
    void parse_readsWhatWriteWrites(long value) {
        byte[] bytes = new byte[30];
        int end = Whole.write(value, bytes, 3);
        assertEquals(String.valueOf(value), new String(bytes, 3, end - 3, StandardCharsets.US_ASCII));
        Whole whole = new Whole();
        assertTrue(whole.parse(bytes, 3, end - 3));
        assertEquals(value, whole.value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "+1",
                "01",
                "-0",
                "1.",
                " 1",
                "1 ",
                "9223372036854775808",
                "-9223372036854775809",
                "18446744073709551616",
                "99999999999999999999",
                "100000000000000000000",
                "1x",
                "-01",
                "--1"
            })
    void parse_refuses(String text) {
        byte[] bytes = ReplyBuffer.ascii(text);
        assertFalse(new Whole().parse(bytes, 0, bytes.length));
    }

    private static LongDouble longDouble(String text) {
        LongDouble value = LongDouble.parse(ReplyBuffer.ascii(text), 0, text.length());
        assertNotNull(value, text);
        return value;
    }

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.2, 0.3",
        "10.5, 0.1, 10.6",
        "5.0e3, 2.0e2, 5200",
        "0, -0.0, 0",
        "1e17, 0.5, 100000000000000000.5",
        "18446744073709551615, 1, 18446744073709551616",
        "18446744073709551616, 1, 18446744073709551616",
        "18446744073709551616, 3, 18446744073709551620",
        "0x10, 0x.8, 16.5",
        "1e-18, 0, 0",
        "3.14159265358979323846, 0, 3.14159265358979324",
    })
    void plus_roundsAsTheReferenceServerDoes(String a, String b, String sum) {
        assertEquals(sum, longDouble(a).plus(longDouble(b)).toString());
    }

    @Test
    void plus_overflowsToInfinity() {
        assertFalse(longDouble("1e4932").plus(longDouble("1e4932")).isFinite());
        assertFalse(longDouble("inf").plus(longDouble("-inf")).isFinite());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1e",
                "e1",
                "0x",
                "nan",
                "1e5000",
                "1e999999999",
                "1e-999999999",
                "1,5",
                " 1",
                "1 ",
                "--1"
            })
    void longDouble_refuses(String text) {
        assertNull(LongDouble.parse(ReplyBuffer.ascii(text), 0, text.length()));
    }

    @ParameterizedTest
    @CsvSource({
        "*, '', true",
        "'', '', true",
        "'', a, false",
        "a*c, abbc, true",
        "a*c, abbd, false",
        "*a*b*, xaxbx, true",
        "?, a, true",
        "?, '', false",
        "[a-c], b, true",
        "[^a-c], b, false",
        "[c-a], b, true",
        "[\\]], ], true",
        "\\*, *, true",
        "\\*, a, false",
        "[, a, false",
        "[a, a, true",
        "a\\, a\\, true",
    })
    void glob_matches(String pattern, String text, boolean matches) {
        assertEquals(matches, new Glob(ReplyBuffer.ascii(pattern)).matches(ReplyBuffer.ascii(text), 0, text.length()));
    }

    @Test
    void glob_isNotSlowWhateverThePattern() {
        Glob glob = new Glob(ReplyBuffer.ascii("*a".repeat(50) + "b"));
        byte[] text = ReplyBuffer.ascii("a".repeat(10_000));
        assertFalse(glob.matches(text, 0, text.length));
    }
}
