package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a fuzzer feeds: any bytes are a framing, a way of cutting, and a stream that a peer may have sent. Cut into pieces as
 * connections see them, it must give the frames, and fail where, a splitter says that is too simple to be wrong.
 */
public final class FramingFuzz {
    private static final int LIMIT = 24;
    private static final int HEAD = 3;

    private FramingFuzz() {}

    /** What is found in a stream: frames, and whether a frame was too long then, or else how many bytes were left. */
    private record Found(List<byte[]> frames, boolean tooLong, int left) {}

    /** The entry of fuzzers. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length < HEAD) {
            return;
        }
        Framing framing = framing(data[0]);
        byte[] stream = Arrays.copyOfRange(data, HEAD, data.length);
        Found expected = reference(framing, data[0], stream);
        Found found = inPieces(framing, stream, data[1], data[2]);
        assertEquals(expected.frames().size(), found.frames().size(), () -> describe(framing, stream));
        for (int i = 0; i < expected.frames().size(); i++) {
            assertArrayEquals(expected.frames().get(i), found.frames().get(i), () -> describe(framing, stream));
        }
        assertEquals(expected.tooLong(), found.tooLong(), () -> describe(framing, stream));
        if (!expected.tooLong()) {
            assertEquals(expected.left(), found.left(), () -> describe(framing, stream));
        }
        for (byte[] frame : expected.frames()) {
            assertComesBack(framing, frame);
        }
    }

    private static String describe(Framing framing, byte[] stream) {
        return framing + " in " + Arrays.toString(stream);
    }

    private static Framing framing(byte choice) {
        switch (choice & 7) {
            case 0:
                return Framing.lines(LIMIT);
            case 1:
            case 2:
            case 3:
                return Framing.delimitedBy(delimiter(choice), LIMIT);
            default:
                return Framing.lengthPrefixed((choice & 7) - 3, LIMIT);
        }
    }

    /** Among them one that can begin within itself. */
    private static byte[] delimiter(byte choice) {
        switch (choice & 3) {
            case 1:
                return new byte[] {0};
            case 2:
                return new byte[] {'a', 'a', 'b'};
            default:
                return new byte[] {'-', '-'};
        }
    }

    private static Found reference(Framing framing, byte choice, byte[] stream) {
        int kind = choice & 7;
        if (kind >= 4) {
            return behindLengths(kind - 3, stream);
        }
        return kind == 0 ? lines(stream) : delimited(delimiter(choice), stream);
    }

    private static Found lines(byte[] stream) {
        List<byte[]> frames = new ArrayList<>();
        int from = 0;
        for (int at = 0; at < stream.length; at++) {
            if (stream[at] == '\n') {
                int end = at > from && stream[at - 1] == '\r' ? at - 1 : at;
                if (end - from > LIMIT) {
                    return new Found(frames, true, 0);
                }
                frames.add(Arrays.copyOfRange(stream, from, end));
                from = at + 1;
            }
        }
        int left = stream.length - from;
        boolean mayEndNow = left > 0 && stream[stream.length - 1] == '\r';
        return new Found(frames, (mayEndNow ? left - 1 : left) > LIMIT, left);
    }

    private static Found delimited(byte[] delimiter, byte[] stream) {
        List<byte[]> frames = new ArrayList<>();
        int from = 0;
        int at = 0;
        while (at + delimiter.length <= stream.length) {
            if (Arrays.equals(stream, at, at + delimiter.length, delimiter, 0, delimiter.length)) {
                if (at - from > LIMIT) {
                    return new Found(frames, true, 0);
                }
                frames.add(Arrays.copyOfRange(stream, from, at));
                at += delimiter.length;
                from = at;
            } else {
                at++;
            }
        }
        int left = stream.length - from;
        return new Found(frames, left - delimiter.length + 1 > LIMIT, left);
    }

    private static Found behindLengths(int prefix, byte[] stream) {
        List<byte[]> frames = new ArrayList<>();
        int from = 0;
        while (stream.length - from >= prefix) {
            long length = 0;
            for (int i = 0; i < prefix; i++) {
                length = length * 256 + Byte.toUnsignedInt(stream[from + i]);
            }
            if (length > LIMIT) {
                return new Found(frames, true, 0);
            }
            if (stream.length - from - prefix < length) {
                break;
            }
            frames.add(Arrays.copyOfRange(stream, from + prefix, from + prefix + (int) length));
            from += prefix + (int) length;
        }
        return new Found(frames, false, stream.length - from);
    }

    /** As a connection does it: more bytes come, and what was examined in vain is not examined again. */
    private static Found inPieces(Framing framing, byte[] stream, byte first, byte second) {
        List<byte[]> frames = new ArrayList<>();
        // The bytes don't begin where the buffer does.
        int offset = second & 3;
        ByteBuffer bytes = ByteBuffer.allocateDirect(offset + stream.length)
                .position(offset)
                .put(stream)
                .position(offset)
                .limit(offset);
        int examined = 0;
        for (int piece = 0; bytes.limit() < offset + stream.length; piece++) {
            int length = 1 + ((piece % 2 == 0 ? first : second) & 15);
            bytes.limit(Math.min(offset + stream.length, bytes.limit() + length));
            try {
                int frame = framing.search(bytes, examined);
                while (frame > 0) {
                    byte[] message = new byte[frame - framing.before() - framing.behind(bytes, frame)];
                    bytes.get(bytes.position() + framing.before(), message);
                    frames.add(message);
                    bytes.position(bytes.position() + frame);
                    frame = framing.search(bytes, 0);
                }
            } catch (FrameTooLongException e) {
                return new Found(frames, true, bytes.remaining());
            }
            examined = bytes.remaining();
        }
        return new Found(frames, false, bytes.remaining());
    }

    /** A message that can be sent at all is found again as it is. */
    private static void assertComesBack(Framing framing, byte[] message) {
        ByteBuffer frame;
        try {
            frame = framing.encode(ByteBuffer.wrap(message));
            assertEquals(frame.limit(), framing.search(frame, 0));
        } catch (IllegalArgumentException holdsWhatEndsAFrame) {
            return;
        } catch (FrameTooLongException e) {
            throw new AssertionError("a frame that was found is too long to be sent", e);
        }
        byte[] back = new byte[frame.limit() - framing.before() - framing.behind(frame, frame.limit())];
        frame.get(framing.before(), back);
        assertArrayEquals(message, back);
    }
}
