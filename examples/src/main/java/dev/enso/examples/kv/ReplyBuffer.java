package dev.enso.examples.kv;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Encoded replies on their way to a client: the writing half of RESP2, over a byte array that grows with what is written.
 * Once grown, it writes without garbage.
 */
final class ReplyBuffer {
    private static final byte[] NOTHING = new byte[0];
    private static final int FIRST = 128;
    private static final int KEEP = 64 << 10;
    private static final int MOST = Integer.MAX_VALUE - 16;
    private static final int LENGTH_LINE = 24;

    /** A value of at least so many bytes is lent and not copied, where that is possible. */
    private static final int WORTH_LENDING = 16 << 10;

    private static final byte[] OK = ascii("+OK\r\n");
    private static final byte[] NIL = ascii("$-1\r\n");

    /** Where a connection's memory comes from; null for one that keeps its own. */
    private final @Nullable Blocks blocks;

    private final boolean borrows;

    private byte[] bytes = NOTHING;
    private int start;
    private int end;

    /** The array of an entry, a part of which belongs between the first {@link #lentAt} bytes and the others. */
    private byte[] lent = NOTHING;

    private int lentFrom;

    /** 0 when nothing is lent. */
    private int lentLength;

    private int lentAt;

    private ReplyBuffer(@Nullable Blocks blocks, boolean borrows) {
        this.blocks = blocks;
        this.borrows = borrows;
    }

    /** Keeps its memory, to be used again, unless an unusually large reply made it grow. */
    ReplyBuffer() {
        this(null, false);
    }

    /** Borrows its memory, and holds none while it is empty. */
    ReplyBuffer(Blocks blocks) {
        this(blocks, false);
    }

    /**
     * For one reply that has to wait for those before it: keeps its memory, but does not copy a large value, which is lent by
     * its entry. However many of them wait, they take little memory.
     */
    static ReplyBuffer waiting() {
        return new ReplyBuffer(null, true);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Bytes of the replies, those of a lent value included. */
    int size() {
        return end - start + lentLength;
    }

    boolean isEmpty() {
        return start == end;
    }

    /** The bytes from {@link #start} to {@link #end}: all, unless a value is lent. */
    byte[] bytes() {
        return bytes;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    void ok() {
        raw(OK, 0, OK.length);
    }

    /** A bulk string that is not there. */
    void nil() {
        raw(NIL, 0, NIL.length);
    }

    void simple(String text) {
        line('+', text);
    }

    /**
     * An error.
     *
     * @param text begins with the error's code; characters are bytes, and line ends become spaces, as they'd end the reply
     */
    void error(String text) {
        line('-', text.replace('\r', ' ').replace('\n', ' '));
    }

    private void line(char type, String text) {
        int length = text.length();
        reserve(length + 3L);
        bytes[end++] = (byte) type;
        for (int i = 0; i < length; i++) {
            bytes[end++] = (byte) text.charAt(i);
        }
        endLine();
    }

    void integer(long value) {
        header(':', value);
    }

    /** Announces an array of {@code count} replies, which the caller writes next. */
    void array(int count) {
        header('*', count);
    }

    void bulk(byte[] source, int offset, int length) {
        reserve(LENGTH_LINE + 2L + length);
        header('$', length);
        System.arraycopy(source, offset, bytes, end, length);
        end += length;
        endLine();
    }

    /** A bulk string with a part of an entry's value. */
    void value(Entry entry, int from, int length) {
        if (!borrows || length < WORTH_LENDING || lentLength > 0) {
            bulk(entry.data(), entry.valueOffset() + from, length);
            return;
        }
        reserve(LENGTH_LINE + 2L);
        header('$', length);
        lent = entry.lend();
        lentFrom = entry.valueOffset() + from;
        lentLength = length;
        lentAt = end - start;
        endLine();
    }

    /** A bulk string, a byte a character. */
    void bulk(String text) {
        byte[] source = ascii(text);
        bulk(source, 0, source.length);
    }

    /** A bulk string with a number's decimal form. */
    void bulk(long number) {
        reserve(2 * LENGTH_LINE);
        header('$', Whole.digits(number));
        end = Whole.write(number, bytes, end);
        endLine();
    }

    private void header(char type, long value) {
        reserve(LENGTH_LINE);
        bytes[end++] = (byte) type;
        if (value >= 0 && value < 10) {
            bytes[end++] = (byte) ('0' + value);
        } else {
            end = Whole.write(value, bytes, end);
        }
        endLine();
    }

    private void endLine() {
        bytes[end++] = '\r';
        bytes[end++] = '\n';
    }

    /** Appends bytes that are encoded already, or are not meant for a client. */
    void raw(byte[] source, int offset, int length) {
        reserve(length);
        System.arraycopy(source, offset, bytes, end, length);
        end += length;
    }

    /** Appends a copy of another one's replies, of what was lent to it too. */
    void append(ReplyBuffer other) {
        if (other.lentLength == 0) {
            raw(other.bytes, other.start, other.end - other.start);
            return;
        }
        reserve(other.size());
        raw(other.bytes, other.start, other.lentAt);
        raw(other.lent, other.lentFrom, other.lentLength);
        raw(other.bytes, other.start + other.lentAt, other.end - other.start - other.lentAt);
    }

    /** Where the next reply will begin: for {@link #rollback}. */
    int mark() {
        return end - start;
    }

    /** Takes back what was written since the mark. Nothing may have been drained in between. */
    void rollback(int mark) {
        end = start + mark;
        if (lentAt > mark) {
            giveLentBack();
        }
    }

    private void giveLentBack() {
        lent = NOTHING;
        lentLength = 0;
        lentAt = 0;
    }

    private void reserve(long count) {
        if (bytes.length - end >= count) {
            return;
        }
        int size = end - start;
        long needed = size + count;
        if (needed > MOST) {
            throw new ReplyTooLongException(needed);
        }
        byte[] old = bytes;
        byte[] target = needed <= old.length && size <= start ? old : grown(needed, 2L * size);
        System.arraycopy(old, start, target, 0, size);
        if (target != old) {
            giveBack(old);
            bytes = target;
        }
        start = 0;
        end = size;
    }

    private byte[] grown(long needed, long doubled) {
        long wanted = Math.min(MOST, Math.max(needed, doubled));
        return blocks == null ? new byte[(int) Math.max(FIRST, wanted)] : blocks.take((int) wanted);
    }

    private void giveBack(byte[] block) {
        if (blocks != null) {
            blocks.give(block);
        }
    }

    /** Moves what fits into {@code target} and answers how many bytes that were. */
    int drainTo(ByteBuffer target) {
        int count = Math.min(end - start, target.remaining());
        target.put(bytes, start, count);
        consume(count);
        return count;
    }

    /** Releases the first {@code count} bytes. */
    void consume(int count) {
        start += count;
        if (start == end) {
            clear();
        }
    }

    /** Empties the buffer. */
    void clear() {
        start = 0;
        end = 0;
        giveLentBack();
        if (blocks != null || bytes.length > KEEP) {
            giveBack(bytes);
            bytes = NOTHING;
        }
    }

    byte[] toArray() {
        return Arrays.copyOfRange(bytes, start, end);
    }
}
