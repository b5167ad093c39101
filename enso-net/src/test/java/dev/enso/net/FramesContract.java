package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Stream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Frames of a connection, on every transport. */
@Timeout(60)
abstract class FramesContract {
    private static final Function<ByteBuffer, String> TEXT =
            frame -> StandardCharsets.US_ASCII.decode(frame.duplicate()).toString();

    private Loop loop;

    abstract Transport transport();

    @BeforeEach
    void open() {
        loop = new Loop(transport(), 1);
    }

    @AfterEach
    void close() throws Exception {
        loop.close();
    }

    private List<String> all(Loop.Pair pair, Framing framing, Runnable peer) throws Exception {
        List<String> seen = new ArrayList<>();
        var reading = loop.reactors
                .get(0)
                .spawn(pair.connection().frames(framing).forEach(frame -> seen.add(TEXT.apply(frame))));
        peer.run();
        loop.get(reading);
        return seen;
    }

    private static Runnable sending(Loop.Pair pair, String... pieces) {
        return () -> {
            try {
                for (String piece : pieces) {
                    pair.peer().write(piece);
                }
                pair.peer().finish();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        };
    }

    @Test
    void lines_comeWhole_howeverTheyWereSent_theLastOneToo() throws Exception {
        Loop.Pair pair = loop.pair();
        assertEquals(
                List.of("one", "two", "", "three", "rest"),
                all(pair, Framing.lines(64), sending(pair, "on", "e\ntwo\r", "\n\n", "three\nre", "st")));
        assertEquals(0, loop.connections(0).bufferedBytes());
    }

    @Test
    void lengthPrefixedFrames_comeWhole() throws Exception {
        Loop.Pair pair = loop.pair();
        assertEquals(
                List.of("ab", "", "c"),
                all(pair, Framing.lengthPrefixed(2, 64), sending(pair, "\0", "\2a", "b\0\0\0\1", "c")));
    }

    @Test
    void theEndWithinAFrame_isAFailure() throws Exception {
        Loop.Pair pair = loop.pair();
        EOFException cut = assertThrows(
                EOFException.class, () -> all(pair, Framing.lengthPrefixed(1, 64), sending(pair, "\1a\4bc")));
        assertTrue(cut.getMessage().contains("3 bytes"), cut.getMessage());
    }

    /** Both directions are closed then, and so is the socket. */
    @Test
    void theEnd_whenThisSideHasFinishedBefore_keepsWhatWasLeft() throws Exception {
        Loop.Pair pair = loop.pair();
        loop.run(0, () -> pair.connection().shutdownOutput());
        assertEquals(List.of("one", "rest"), all(pair, Framing.lines(64), sending(pair, "one\nre", "st")));
        Loop.Pair cut = loop.pair();
        loop.run(0, () -> cut.connection().shutdownOutput());
        assertThrows(EOFException.class, () -> all(cut, Framing.lengthPrefixed(1, 64), sending(cut, "\1a\4bc")));
        assertEquals(ConnectionState.CLOSED, cut.connection().state());
        assertEquals(3, cut.connection().unread());
        assertEquals(0, loop.connections(0).bufferedBytes());
    }

    @Test
    void tooLong_isAFailureThatNamesTheLimit() throws Exception {
        Loop.Pair pair = loop.pair();
        FrameTooLongException refused = assertThrows(
                FrameTooLongException.class, () -> all(pair, Framing.lines(4), sending(pair, "abcd\nabcde\n")));
        assertTrue(refused.getMessage().contains("limit of 4"), refused.getMessage());
    }

    @Test
    void framesThatDontFitTheInput_areRefusedAtOnce() throws Exception {
        Loop.Pair pair = loop.pair(ConnectionOptions.defaults().withInputLimit(100));
        loop.run(0, () -> {
            assertThrows(IllegalArgumentException.class, () -> pair.connection().frames(Framing.lines(99)));
            pair.connection().frames(Framing.lines(98));
        });
    }

    @Test
    void aHeldFrame_endsWithTheConnection() throws Exception {
        Loop.Pair pair = loop.pair();
        Stream<ByteBuffer> frames = pair.connection().frames(Framing.lines(64));
        pair.peer().write("one\ntwo\n");
        loop.get(loop.reactors.get(0).spawn(Loop.polling(frames::poll)));
        loop.run(0, () -> {
            assertEquals("one", TEXT.apply(frames.head()));
            pair.connection().abort();
            assertThrows(IllegalStateException.class, frames::head);
            assertThrows(IllegalStateException.class, frames::tail);
            frames.close();
            frames.close();
        });
        assertEquals(0, loop.connections(0).bufferedBytes());
    }
}
