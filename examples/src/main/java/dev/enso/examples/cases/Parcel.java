package dev.enso.examples.cases;

import dev.enso.net.Connection;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A slot of the links: made once, filled, changed and read in place. */
final class Parcel {
    /** What it takes on the wire. */
    static final int BYTES = 32;

    long number;
    /** When it was to be sent, on the sender's clock. */
    long due;

    long key;
    long value;

    /** Where it came from and goes back to: for the reactor of that connection, whoever carries it meanwhile. */
    @Nullable Connection origin;

    void readFrom(ByteBuffer bytes, Connection from) {
        number = bytes.getLong();
        due = bytes.getLong();
        key = bytes.getLong();
        value = bytes.getLong();
        origin = from;
    }

    void writeTo(ByteBuffer bytes) {
        bytes.putLong(number).putLong(due).putLong(key).putLong(value);
    }

    void copyFrom(Parcel other) {
        number = other.number;
        due = other.due;
        key = other.key;
        value = other.value;
        origin = other.origin;
    }

    /** What the node does with each: some arithmetic that the sender can check. */
    void change() {
        value = changed(value, key);
    }

    static long changed(long value, long key) {
        return mixed(value + key);
    }

    /** One of so many cores, the same for the same key. */
    int core(int cores) {
        return (int) Long.remainderUnsigned(mixed(key), cores);
    }

    /** The finalizer of SplittableRandom: every bit of the answer depends on every bit of the value. */
    private static long mixed(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
