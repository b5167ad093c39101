package dev.enso.queues;

import dev.enso.core.Waker;
import org.jspecify.annotations.Nullable;

/**
 * Words that one thread writes while others read their neighbours stand alone on their cache lines: 120 bytes before them
 * here, as many behind them in the classes that inherit, because the hardware fetches lines in pairs. The JVM lays out a
 * superclass's fields before its subclass's, hence the chain; it also fills holes that a superclass left, hence the int
 * beside the header.
 */
final class Padding {
    private Padding() {}

    @SuppressWarnings("unused")
    static class Before {
        private int hole;
        private long b00, b01, b02, b03, b04, b05, b06, b07, b08, b09, b10, b11, b12, b13, b14;
    }

    static class CursorFields extends Before {
        long position;
        long limit;
        int phase;
    }

    /** The sender's of a {@link SpscArray}: messages stored, and up to where it knows of room. */
    static class StoredFields extends Before {
        long stored;
        long room;
    }

    @SuppressWarnings("unused")
    static class Between extends StoredFields {
        private long c00, c01, c02, c03, c04, c05, c06, c07, c08, c09, c10, c11, c12, c13, c14;
    }

    /** And the receiver's: messages released. */
    static class ReleasedFields extends Between {
        long released;
    }

    /** Where a {@link QueueReceiver} stands. */
    static class ReceiverFields extends Before {
        /** What is given back until room is announced. */
        long unannounced;

        int phase;
    }

    /** What a subscriber has in hand: see {@link Hand}. */
    static class HandFields extends Before {
        long first;
        long end;
        long known;
        long announce;
    }

    /** What a sender in place has claimed: see {@link SoleFiller}. */
    static class ClaimFields extends Before {
        int claimed;
    }

    /** What the receiver of a {@link PipeRing} is looking at. */
    static class ShownFields extends Before {
        int shownUnits;
        int unreported;
    }

    /** What a {@link PipeWriter} has claimed. */
    static class RecordFields extends Before {
        long claimed;
        int length;
    }

    static class CellFields extends Before {
        int state;

        @Nullable Waker waker;
    }
}
