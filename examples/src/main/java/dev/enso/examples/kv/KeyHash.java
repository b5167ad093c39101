package dev.enso.examples.kv;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The hash that places a key: its upper half chooses the shard, its lower half the bucket. Multiply-and-fold over eight
 * bytes a step, in the manner of wyhash (Wang Yi, 2019), under a seed of the server's own, so that clients can't prepare
 * keys that collide.
 */
final class KeyHash {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final long K0 = 0x9e3779b97f4a7c15L;
    private static final long K1 = 0xd1b54a32d192ed03L;

    private final long seed;

    KeyHash(long seed) {
        this.seed = fold(seed ^ K0, K1);
    }

    long of(byte[] bytes, int offset, int length) {
        long hash = seed ^ (length * K0);
        int at = offset;
        int left = length;
        while (left > Long.BYTES) {
            hash = fold(hash ^ (long) LONG.get(bytes, at), K1);
            at += Long.BYTES;
            left -= Long.BYTES;
        }
        return fold(hash ^ last(bytes, at, left), K0);
    }

    /** The last bytes, at most eight, as a number; the length is in the hash already. */
    private static long last(byte[] bytes, int at, int left) {
        if (left == Long.BYTES) {
            return (long) LONG.get(bytes, at);
        }
        if (left >= Integer.BYTES) {
            long low = (int) INT.get(bytes, at) & 0xffffffffL;
            return low | ((long) (int) INT.get(bytes, at + left - Integer.BYTES) << 32);
        }
        if (left == 0) {
            return 0;
        }
        return (bytes[at] & 0xff) | ((bytes[at + left / 2] & 0xff) << 8) | ((bytes[at + left - 1] & 0xff) << 16);
    }

    private static long fold(long a, long b) {
        return Math.multiplyHigh(a, b) ^ (a * b);
    }

    /** Which of {@code shards} shards a hash belongs to. */
    static int shard(long hash, int shards) {
        return (int) (((hash >>> 32) * shards) >>> 32);
    }
}
