package dev.enso.examples.kv;

/**
 * Reads a decimal integer of 64 bits from bytes, without garbage: {@link #parse} says whether there is one,
 * {@link #value()} which. As strict as the reference server: an optional minus, no plus, no leading zeros, no spaces.
 */
final class Whole {
    private static final int LONGEST = 20;

    private long value;

    /** What the latest {@link #parse} that answered true found. */
    long value() {
        return value;
    }

    boolean parse(Args args, int index) {
        return parse(args.bytes(), args.offset(index), args.length(index));
    }

    boolean parse(byte[] bytes, int offset, int length) {
        if (length == 0 || length > LONGEST) {
            return false;
        }
        int at = offset;
        int end = offset + length;
        boolean negative = bytes[at] == '-';
        if (negative && ++at == end) {
            return false;
        }
        int first = bytes[at++] - '0';
        if (first == 0 && length == 1) {
            value = 0;
            return true;
        }
        if (first < 1 || first > 9) {
            return false;
        }
        // Counted downwards: the negative range is the larger one.
        long sum = -first;
        while (at < end) {
            int digit = bytes[at++] - '0';
            if (digit < 0 || digit > 9 || sum < Long.MIN_VALUE / 10) {
                return false;
            }
            sum *= 10;
            if (sum < Long.MIN_VALUE + digit) {
                return false;
            }
            sum -= digit;
        }
        if (!negative) {
            if (sum == Long.MIN_VALUE) {
                return false;
            }
            sum = -sum;
        }
        value = sum;
        return true;
    }

    /** How many characters {@link #write} needs. */
    static int digits(long value) {
        int digits = value < 0 ? 2 : 1;
        for (long rest = value / 10; rest != 0; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** Writes the decimal form and answers the position behind it. */
    static int write(long value, byte[] target, int offset) {
        int end = offset + digits(value);
        int at = end;
        // Downwards again, so that the least value needs no case of its own.
        long rest = value < 0 ? value : -value;
        do {
            long tens = rest / 10;
            target[--at] = (byte) ('0' + (tens * 10 - rest));
            rest = tens;
        } while (rest != 0);
        if (value < 0) {
            target[--at] = '-';
        }
        return end;
    }
}
