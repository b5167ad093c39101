package dev.enso.examples.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/** A stream of bytes that its reader can tell from any other, whatever its length: random ones, from a seed. */
public final class Bytes {
    private static final int BLOCK = 64 << 10;

    private Bytes() {}

    /** Writes so many bytes. */
    public static void write(OutputStream out, long seed, long count) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] block = new byte[BLOCK];
        for (long left = count; left > 0; left -= BLOCK) {
            fill(block, random);
            out.write(block, 0, (int) Math.min(BLOCK, left));
        }
    }

    /** Reads to the end; fails when that isn't what was written. */
    public static void assertReads(InputStream in, long seed, long count) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        byte[] expected = new byte[BLOCK];
        long read = 0;
        while (read < count) {
            fill(expected, random);
            int size = (int) Math.min(BLOCK, count - read);
            byte[] block = in.readNBytes(size);
            int wrong = Arrays.mismatch(block, 0, block.length, expected, 0, size);
            assertEquals(-1, wrong, "seed " + seed + ": differs from byte " + (read + wrong) + " of " + count + " on");
            read += size;
        }
        assertEquals(-1, in.read(), "more came than was sent");
    }

    private static void fill(byte[] block, SplittableRandom random) {
        ByteBuffer buffer = ByteBuffer.wrap(block);
        while (buffer.hasRemaining()) {
            buffer.putLong(random.nextLong());
        }
    }
}
