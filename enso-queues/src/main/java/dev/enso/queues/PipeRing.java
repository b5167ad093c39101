package dev.enso.queues;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A ring of bytes that holds records of any length, each in one piece. Bytes are counted in units of 32; a record begins at
 * a unit, and one that doesn't fit before the end leaves a gap there and begins at the start.
 *
 * <p>Beside the bytes lies one word a unit. The word of a record's first unit says that the record is there: the lap of the
 * ring in which it was written, whether it is a gap, and its length. What a former lap left can't be taken for a record, so
 * nothing needs to be cleared behind the reader; and since the words are apart from the bytes, no payload can look like
 * one. A reader looks at words only: the sides don't read how far the other has come, except when the ring looks full.
 *
 * <table>
 *   <caption>Shared words</caption>
 *   <tr><th>word</th><th>written by</th><th>how</th></tr>
 *   <tr><td>tail: units claimed</td><td>senders</td><td>release by one, compare-and-set by many</td></tr>
 *   <tr><td>words[unit]</td><td>the sender that claimed it, once the bytes are there</td><td>release</td></tr>
 *   <tr><td>read: units released</td><td>the receiver</td><td>release</td></tr>
 * </table>
 */
@SuppressWarnings("unused") // the padding
final class PipeRing extends Padding.ShownFields implements Store<ByteBuffer> {
    static final int UNIT = 32;
    static final int LARGEST = 1 << 30;

    /** As far as the length in a word goes. */
    static final int LONGEST_RECORD = (1 << 24) - 1;

    private static final int UNIT_BITS = 5;
    private static final long GAP = 1L << 24;
    private static final int LAP_SHIFT = 25;
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    private long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14;

    final ByteBuffer bytes;
    private final long[] words;
    private final int mask;
    private final int lapBits;
    private final int bound;
    private final int cell;
    private final boolean manySenders;

    /** Senders': units claimed, and how far they may go. */
    private final Cursor tail = new Cursor();

    /** Senders': records committed. */
    private final Cursor records = new Cursor();

    /** Receiver's: units released, and the records in them. */
    private final Cursor read = new Cursor();

    private final ByteBuffer view;

    /** A ring of at least so many bytes. */
    static PipeRing ofBytes(ByteBuffer bytes, boolean manySenders) {
        return new PipeRing(bytes, bytes.capacity() / UNIT, 0, manySenders);
    }

    /** A ring of cells, each of which holds one record of up to so many bytes; its bound is a number of records. */
    static PipeRing ofCells(int cells, int longest, boolean manySenders) {
        int units = SpscArray.powerOfTwo(units(longest));
        long size = (long) SpscArray.powerOfTwo(cells) * units * UNIT;
        if (size > LARGEST) {
            throw new IllegalArgumentException("a pipe has at most " + LARGEST + " bytes: " + cells + " records of "
                    + longest + " bytes take " + size);
        }
        return new PipeRing(ByteBuffer.allocate((int) size), cells * units, units, manySenders);
    }

    /**
     * @param bytes a power of two of them
     * @param bound the units that may be resident at once
     * @param cell the units that every record takes, a power of two; 0 when each takes what it needs
     */
    private PipeRing(ByteBuffer bytes, int bound, int cell, boolean manySenders) {
        this.bytes = bytes;
        this.view = bytes.duplicate();
        this.words = new long[bytes.capacity() / UNIT];
        this.mask = words.length - 1;
        this.lapBits = Integer.numberOfTrailingZeros(words.length);
        this.bound = bound;
        this.cell = cell;
        this.manySenders = manySenders;
        tail.setLimit(bound);
    }

    private static int units(int length) {
        return Math.max(1, (length + UNIT - 1) >>> UNIT_BITS);
    }

    private int unitsFor(int length) {
        return cell > 0 ? cell : units(length);
    }

    /** A record that is longer could not be sure to fit even into an empty ring. */
    int longestRecord() {
        return cell > 0 ? cell * UNIT : (int) Math.min(LONGEST_RECORD, Math.max(1L, words.length / 2) * UNIT);
    }

    /**
     * Claims room for a record.
     *
     * @return the unit at which it begins, or -1 when there is no room; {@link #offset} says where its bytes are
     */
    long claim(int length) {
        if (length < 0 || length > longestRecord()) {
            throw new IllegalArgumentException(
                    "a record of this pipe has 0 to " + longestRecord() + " bytes: " + length);
        }
        int units = unitsFor(length);
        return manySenders ? claimShared(units) : claimAlone(units);
    }

    private long claimAlone(int units) {
        long at = tail.position();
        int gap = gapBefore(at, units);
        return at + gap + units <= tail.limit() || findsRoom(at + gap + units) ? at + gap : -1;
    }

    private long claimShared(int units) {
        while (true) {
            long at = tail.positionVolatile();
            int gap = gapBefore(at, units);
            long end = at + gap + units;
            if (end > tail.limitOpaque() && !findsRoom(end)) {
                return -1;
            }
            if (tail.claim(at, end)) {
                leaveGap(at, gap);
                return at + gap;
            }
        }
    }

    /** The units at the end of the ring that a record leaves free because it doesn't fit there. */
    private int gapBefore(long at, int units) {
        int rest = words.length - ((int) at & mask);
        return units <= rest ? 0 : rest;
    }

    private void leaveGap(long at, int units) {
        if (units > 0) {
            setWord(at, GAP | units);
        }
    }

    private boolean findsRoom(long end) {
        long limit = read.positionAcquire() + bound;
        tail.setLimitOpaque(limit);
        return end <= limit;
    }

    /** Where the bytes of a claimed record begin. */
    int offset(long at) {
        return ((int) at & mask) << UNIT_BITS;
    }

    /** The bytes are there. */
    void commit(long at, int length) {
        setWord(at, length);
        if (manySenders) {
            records.add(1);
        } else {
            long from = tail.position();
            leaveGap(from, (int) (at - from));
            tail.setPositionRelease(at + unitsFor(length));
            records.setPositionRelease(records.position() + 1);
        }
    }

    /** The record is given up. A sole sender's claim was known to nobody; one of many leaves a gap. */
    void abort(long at, int length) {
        if (manySenders) {
            setWord(at, GAP | unitsFor(length));
        }
    }

    private void setWord(long at, long content) {
        WORDS.setRelease(words, (int) at & mask, ((at >>> lapBits) + 1) << LAP_SHIFT | content);
    }

    /**
     * @throws IllegalArgumentException when the message is longer than a record may be
     * @throws ClassCastException when it is no buffer of bytes
     */
    @Override
    public boolean offer(ByteBuffer message) {
        int length = message.remaining();
        long at = claim(length);
        if (at < 0) {
            return false;
        }
        bytes.put(offset(at), message, message.position(), length);
        commit(at, length);
        return true;
    }

    @Override
    public @Nullable ByteBuffer peek() {
        return shownUnits != 0 || finds() ? view : null;
    }

    private boolean finds() {
        while (true) {
            long at = read.position();
            long word = (long) WORDS.getAcquire(words, (int) at & mask);
            if (word >>> LAP_SHIFT != (((at >>> lapBits) + 1) & -1L >>> LAP_SHIFT)) {
                return false;
            }
            int content = (int) word & LONGEST_RECORD;
            if ((word & GAP) == 0) {
                shownUnits = unitsFor(content);
                int offset = offset(at);
                view.limit(offset + content).position(offset);
                return true;
            }
            unreported += content;
            read.setPositionRelease(at + content);
        }
    }

    @Override
    public long release() {
        int units = shownUnits;
        shownUnits = 0;
        read.setLimitOpaque(read.limit() + 1);
        read.setPositionRelease(read.position() + units);
        long freed = (long) (units + unreported) * UNIT;
        unreported = 0;
        return freed;
    }

    /** For one sender its record's word is what tells; with many, a claimed unit is not empty any more. */
    @Override
    public boolean isEmpty() {
        return manySenders ? tail.positionVolatile() == read.position() : peek() == null;
    }

    /** Room for the longest record? */
    @Override
    public boolean hasRoom() {
        long at = tail.positionVolatile();
        int units = unitsFor(longestRecord());
        return at + gapBefore(at, units) + units <= read.positionAcquire() + bound;
    }

    /** In bytes; in records when all take a cell. */
    @Override
    public long bound() {
        return cell > 0 ? bound / cell : (long) bound * UNIT;
    }

    @Override
    public long stride() {
        return Math.max(1, (long) bound / 16) * UNIT;
    }

    @Override
    public long published() {
        return records.positionVolatile();
    }

    @Override
    public long consumed() {
        return read.limitOpaque();
    }

    @Override
    public boolean offerIsAFence() {
        return manySenders;
    }

    @Override
    public boolean inPlace() {
        return true;
    }
}
