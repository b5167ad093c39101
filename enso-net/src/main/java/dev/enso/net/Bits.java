package dev.enso.net;

import java.util.StringJoiner;

/** Readiness as bits of an int: the form in which ports, registrations and events pass it on. */
final class Bits {
    static final int READABLE = 1;
    static final int WRITABLE = 1 << 1;
    static final int PRIORITY = 1 << 2;
    static final int ERROR = 1 << 3;
    static final int READ_CLOSED = 1 << 4;
    static final int WRITE_CLOSED = 1 << 5;

    /** What can be asked for; the others are reported unasked. */
    static final int INTERESTS = READABLE | WRITABLE | PRIORITY;

    static final int ALL = INTERESTS | ERROR | READ_CLOSED | WRITE_CLOSED;

    /** Everything after which a read is worth trying. */
    static final int FOR_READER = READABLE | PRIORITY | ERROR | READ_CLOSED;

    /** Everything after which a write is worth trying. */
    static final int FOR_WRITER = WRITABLE | ERROR | WRITE_CLOSED;

    private static final String[] NAMES = {"READABLE", "WRITABLE", "PRIORITY", "ERROR", "READ_CLOSED", "WRITE_CLOSED"};

    private Bits() {}

    static String toString(int bits) {
        StringJoiner names = new StringJoiner("|");
        for (int i = 0; i < NAMES.length; i++) {
            if ((bits & 1 << i) != 0) {
                names.add(NAMES[i]);
            }
        }
        return bits == 0 ? "EMPTY" : names.toString();
    }
}
