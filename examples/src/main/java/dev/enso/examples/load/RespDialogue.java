package dev.enso.examples.load;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/** SET and GET in turn, on keys drawn by lot, in the Redis protocol. */
public final class RespDialogue implements Dialogue {
    private static final int DIGITS = 12;
    private static final byte[] SET = ascii("*3\r\n$3\r\nSET\r\n$16\r\nkey:");
    private static final byte[] GET = ascii("*2\r\n$3\r\nGET\r\n$16\r\nkey:");
    private static final byte[] END = ascii("\r\n");

    private final SplittableRandom random;
    private final int keys;
    private final byte[] value;
    private boolean reading;

    /**
     * @param seed of the keys' lot
     * @param keys how many different keys there are
     * @param valueSize bytes of each value
     */
    public RespDialogue(long seed, int keys, int valueSize) {
        this.random = new SplittableRandom(seed);
        this.keys = keys;
        this.value = ascii("$" + valueSize + "\r\n" + "x".repeat(valueSize) + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public int requestLimit() {
        return SET.length + DIGITS + END.length + value.length;
    }

    @Override
    public void ask(ByteBuffer target) {
        reading = !reading;
        target.put(reading ? GET : SET);
        int key = random.nextInt(keys);
        int end = target.position() + DIGITS;
        for (int at = end - 1; at >= end - DIGITS; at--) {
            target.put(at, (byte) ('0' + key % 10));
            key /= 10;
        }
        target.position(end).put(END);
        if (!reading) {
            target.put(value);
        }
    }

    @Override
    public int answers(ByteBuffer source) throws WrongAnswerException {
        int count = 0;
        int at = source.position();
        int limit = source.limit();
        while (at < limit) {
            int end = lineEnd(source, at);
            if (end < 0) {
                break;
            }
            byte type = source.get(at);
            if (type == '$' && source.get(at + 1) != '-') {
                end += number(source, at + 1, end - 2) + 2;
            } else if (type != '+' && type != '$') {
                throw new WrongAnswerException("the server answered: " + line(source, at, end - 2));
            }
            if (end > limit) {
                break;
            }
            at = end;
            count++;
        }
        source.position(at);
        return count;
    }

    /** Behind the line's end, or negative when it is not there yet. */
    private static int lineEnd(ByteBuffer source, int from) {
        for (int at = from; at + 1 < source.limit(); at++) {
            if (source.get(at) == '\r') {
                return at + 2;
            }
        }
        return -1;
    }

    private static int number(ByteBuffer source, int from, int to) {
        int number = 0;
        for (int at = from; at < to; at++) {
            number = number * 10 + source.get(at) - '0';
        }
        return number;
    }

    private static String line(ByteBuffer source, int from, int to) {
        byte[] bytes = new byte[to - from];
        source.get(from, bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
