package dev.enso.net;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

/**
 * How well a simulated network behaves: how long things take, how much fits, and how often what goes wrong. Immutable; each
 * {@code with} method answers a changed copy. A fault that can't happen costs no decision.
 */
public final class NetworkConditions {
    private static final NetworkConditions CALM = new NetworkConditions(
            Duration.ofNanos(20_000),
            Duration.ofNanos(20_000),
            Duration.ofSeconds(2),
            64 << 10,
            new int[NetworkFault.values().length]);

    private final Duration least;
    private final Duration most;
    private final Duration longestStall;
    private final int bufferBytes;
    private final int[] thousandths;

    private NetworkConditions(
            Duration least, Duration most, Duration longestStall, int bufferBytes, int[] thousandths) {
        this.least = least;
        this.most = most;
        this.longestStall = longestStall;
        this.bufferBytes = bufferBytes;
        this.thousandths = thousandths;
    }

    /** 20 µs from end to end, always; 64 KiB on their way at most; nothing goes wrong. */
    public static NetworkConditions calm() {
        return CALM;
    }

    /** From 20 µs to 5 ms; 4 KiB on their way; everything goes wrong now and then, and lasts up to two seconds. */
    public static NetworkConditions rough() {
        return CALM.withLatency(CALM.least, Duration.ofMillis(5))
                .withBuffer(4 << 10)
                .with(NetworkFault.SHORT_TRANSFER, 100)
                .with(NetworkFault.LATE_EVENT, 50)
                .with(NetworkFault.SPURIOUS_EVENT, 20)
                .with(NetworkFault.FEW_EVENTS, 50)
                .with(NetworkFault.INTERRUPT, 20)
                .with(NetworkFault.REFUSAL, 20)
                .with(NetworkFault.RESET, 3)
                .with(NetworkFault.STALL, 10)
                .with(NetworkFault.PARTITION, 2)
                .with(NetworkFault.SHORTAGE, 20)
                .with(NetworkFault.LOSS, 50)
                .with(NetworkFault.DUPLICATE, 30)
                .with(NetworkFault.REORDERING, 50);
    }

    /**
     * How long anything takes from one end of a connection to the other. What is sent in one direction of one connection
     * arrives in order whatever this says; connections overtake each other.
     *
     * @throws IllegalArgumentException unless 0 ≤ least ≤ most
     */
    public NetworkConditions withLatency(Duration least, Duration most) {
        if (least.isNegative() || most.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "a latency must be from 0 upwards, the least first: " + least + ", " + most);
        }
        return new NetworkConditions(least, most, longestStall, bufferBytes, thousandths);
    }

    /**
     * How long a stall or a partition lasts at most.
     *
     * @throws IllegalArgumentException when negative
     */
    public NetworkConditions withLongestStall(Duration longest) {
        if (longest.isNegative()) {
            throw new IllegalArgumentException("a stall can't be negative: " + longest);
        }
        return new NetworkConditions(least, most, longest, bufferBytes, thousandths);
    }

    /**
     * Bytes that one direction of a connection holds, on their way or unread.
     *
     * @throws IllegalArgumentException when there is no room for one
     */
    public NetworkConditions withBuffer(int bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("a buffer must hold at least 1 byte: " + bytes);
        }
        return new NetworkConditions(least, most, longestStall, bytes, thousandths);
    }

    /**
     * How often something goes wrong, of the occasions there are for it.
     *
     * @param thousandths from 0, never, to 1000, always
     * @throws IllegalArgumentException outside 0 to 1000
     */
    public NetworkConditions with(NetworkFault fault, int thousandths) {
        if (thousandths < 0 || thousandths > 1000) {
            throw new IllegalArgumentException(fault + " can happen from 0 to 1000 times in 1000: " + thousandths);
        }
        int[] changed = this.thousandths.clone();
        changed[fault.ordinal()] = thousandths;
        return new NetworkConditions(least, most, longestStall, bufferBytes, changed);
    }

    /** How often something goes wrong, in thousandths. */
    public int of(NetworkFault fault) {
        return thousandths[fault.ordinal()];
    }

    long leastLatency() {
        return least.toNanos();
    }

    long mostLatency() {
        return most.toNanos();
    }

    long longestStall() {
        return longestStall.toNanos();
    }

    int bufferBytes() {
        return bufferBytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NetworkConditions conditions
                && least.equals(conditions.least)
                && most.equals(conditions.most)
                && longestStall.equals(conditions.longestStall)
                && bufferBytes == conditions.bufferBytes
                && Arrays.equals(thousandths, conditions.thousandths);
    }

    @Override
    public int hashCode() {
        return Objects.hash(least, most, longestStall, bufferBytes, Arrays.hashCode(thousandths));
    }

    @Override
    public String toString() {
        StringBuilder text =
                new StringBuilder("NetworkConditions[" + least + " to " + most + ", " + bufferBytes + " bytes");
        for (NetworkFault fault : NetworkFault.values()) {
            if (of(fault) > 0) {
                text.append(", ").append(fault).append(' ').append(of(fault)).append("‰");
            }
        }
        return text.append(']').toString();
    }
}
