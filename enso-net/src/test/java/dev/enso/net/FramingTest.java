package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Cutting bytes into frames, without a connection. */
class FramingTest {
    private static final List<Framing> ALL = List.of(
            Framing.lines(64),
            Framing.delimitedBy(new byte[] {'-', '-', '-'}, 64),
            Framing.delimitedBy(new byte[] {0}, 64),
            Framing.lengthPrefixed(1, 64),
            Framing.lengthPrefixed(2, 64),
            Framing.lengthPrefixed(3, 64),
            Framing.lengthPrefixed(4, 64));

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Searches as a connection does: bytes come in pieces, and what an earlier search has examined is not examined again. */
    private static List<byte[]> cut(Framing framing, byte[] bytes, SplittableRandom random) throws Exception {
        List<byte[]> frames = new ArrayList<>();
        ByteBuffer all = ByteBuffer.wrap(bytes).limit(0);
        int examined = 0;
        while (all.limit() < bytes.length) {
            all.limit(Math.min(bytes.length, all.limit() + 1 + random.nextInt(20)));
            int frame = framing.search(all, examined);
            while (frame > 0) {
                byte[] message = new byte[frame - framing.before() - framing.behind(all, frame)];
                all.get(all.position() + framing.before(), message);
                frames.add(message);
                all.position(all.position() + frame);
                frame = framing.search(all, 0);
            }
            examined = all.remaining();
        }
        return frames;
    }

    @Test
    void encodedMessages_comeBackHoweverTheBytesAreCut() throws Exception {
        for (long seed = 0; seed < 2_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Framing framing = ALL.get(random.nextInt(ALL.size()));
            ByteBuffer sent = ByteBuffer.allocate(10_000);
            List<byte[]> messages = new ArrayList<>();
            for (int i = random.nextInt(20); i >= 0; i--) {
                byte[] message = new byte[random.nextInt(framing.limit() + 1)];
                // Few values, and those of the delimiters among them.
                for (int at = 0; at < message.length; at++) {
                    message[at] = (byte) "ab-\n\r\0".charAt(random.nextInt(6));
                }
                try {
                    ByteBuffer from = ByteBuffer.wrap(message);
                    sent.put(framing.encode(from));
                    assertEquals(0, from.position());
                    messages.add(message);
                } catch (IllegalArgumentException holdsTheDelimiter) {
                    // It is not sent then.
                }
            }
            byte[] bytes = new byte[sent.flip().remaining()];
            sent.get(bytes);
            List<byte[]> frames = cut(framing, bytes, random);
            assertEquals(messages.size(), frames.size(), "seed " + seed + ", " + framing);
            for (int i = 0; i < frames.size(); i++) {
                assertArrayEquals(messages.get(i), frames.get(i), "seed " + seed + ", " + framing);
            }
        }
    }

    @Test
    void garbage_isCutOrRefused_andNeverBeyondTheLimit() {
        int refused = 0;
        for (long seed = 0; seed < 2_000; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            Framing framing = ALL.get(random.nextInt(ALL.size()));
            byte[] bytes = new byte[random.nextInt(500)];
            random.nextBytes(bytes);
            try {
                for (byte[] frame : cut(framing, bytes, random)) {
                    assertTrue(frame.length <= framing.limit(), "seed " + seed);
                }
            } catch (FrameTooLongException e) {
                refused++;
            } catch (Exception e) {
                throw new AssertionError("seed " + seed + ", " + framing, e);
            }
        }
        assertTrue(refused > 100 && refused < 1_900, refused + " refused");
    }

    @Test
    void lines_endWithLineFeedAndPerhapsCarriageReturn() throws Exception {
        List<byte[]> lines = cut(
                Framing.lines(3),
                "abc\r\n\n\r\na\rb\nabc\n".getBytes(StandardCharsets.US_ASCII),
                new SplittableRandom(1));
        List<String> texts = new ArrayList<>();
        lines.forEach(line -> texts.add(new String(line, StandardCharsets.US_ASCII)));
        assertEquals(List.of("abc", "", "", "a\rb", "abc"), texts);
    }

    @Test
    void tooLong_isRefusedAsSoonAsItIsKnown() throws Exception {
        Framing lines = Framing.lines(4);
        assertEquals(0, lines.search(ascii("abcd"), 0));
        assertEquals(0, lines.search(ascii("abcd\r"), 4));
        assertThrows(FrameTooLongException.class, () -> lines.search(ascii("abcde"), 4));
        assertThrows(FrameTooLongException.class, () -> lines.search(ascii("abcde\n"), 0));
        Framing delimited = Framing.delimitedBy(new byte[] {'-', '-'}, 4);
        assertEquals(0, delimited.search(ascii("abcd-"), 0));
        assertEquals(6, delimited.search(ascii("abcd--"), 5));
        assertThrows(FrameTooLongException.class, () -> delimited.search(ascii("abcdef"), 0));
        FrameTooLongException longest = assertThrows(
                FrameTooLongException.class,
                () -> Framing.lengthPrefixed(4, 4).search(ByteBuffer.wrap(new byte[] {-1, -1, -1, -1}), 0));
        assertTrue(longest.getMessage().contains("4294967295"), longest.getMessage());
        assertThrows(FrameTooLongException.class, () -> lines.encode(ascii("abcde")));
    }

    @Test
    void badArguments_areRefused() {
        assertThrows(IllegalArgumentException.class, () -> Framing.lines(0));
        assertThrows(IllegalArgumentException.class, () -> Framing.delimitedBy(new byte[0], 1));
        assertThrows(IllegalArgumentException.class, () -> Framing.lengthPrefixed(0, 1));
        assertThrows(IllegalArgumentException.class, () -> Framing.lengthPrefixed(5, 1));
        assertThrows(IllegalArgumentException.class, () -> Framing.lengthPrefixed(1, 256));
        assertThrows(IllegalArgumentException.class, () -> Framing.lines(9).encode(ascii("a\nb")));
        assertThrows(IllegalArgumentException.class, () -> Framing.lines(9).encode(ascii("a\r")));
        assertThrows(
                IllegalArgumentException.class,
                () -> Framing.delimitedBy(new byte[] {'-', '-'}, 9).encode(ascii("a-")));
    }
}
