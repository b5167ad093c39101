package dev.enso.examples.kv;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One answer of the server, read by somebody who shares no code with it.
 *
 * @param text a status, a number or a value; null for nil and for a list
 * @param list the elements of a list; empty for anything else
 */
record Reply(@Nullable String text, List<Reply> list) {
    /** The text of every error, since the model does not know their words. */
    static final String ERROR = "an error";

    /** The next answer, or null when it has not come as a whole; then nothing is taken from the buffer. */
    static @Nullable Reply read(ByteBuffer source) {
        int start = source.position();
        Reply reply = parse(source);
        if (reply == null) {
            source.position(start);
        }
        return reply;
    }

    private static @Nullable Reply parse(ByteBuffer source) {
        String line = line(source);
        if (line == null) {
            return null;
        }
        String rest = line.substring(1);
        switch (line.charAt(0)) {
            case '+':
            case ':':
                return new Reply(rest, List.of());
            case '-':
                return new Reply(ERROR, List.of());
            case '$':
                return bulk(source, Integer.parseInt(rest));
            case '*':
                return list(source, Integer.parseInt(rest));
            default:
                throw new AssertionError("no answer of this protocol begins with " + line);
        }
    }

    private static @Nullable Reply bulk(ByteBuffer source, int length) {
        if (length < 0) {
            return new Reply(null, List.of());
        }
        if (source.remaining() < length + 2) {
            return null;
        }
        byte[] bytes = new byte[length];
        source.get(bytes);
        source.position(source.position() + 2);
        return new Reply(new String(bytes, StandardCharsets.US_ASCII), List.of());
    }

    private static @Nullable Reply list(ByteBuffer source, int length) {
        List<Reply> elements = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            Reply element = parse(source);
            if (element == null) {
                return null;
            }
            elements.add(element);
        }
        return new Reply(null, elements);
    }

    private static @Nullable String line(ByteBuffer source) {
        for (int at = source.position(); at + 1 < source.limit(); at++) {
            if (source.get(at) == '\r') {
                byte[] bytes = new byte[at - source.position()];
                source.get(bytes);
                source.position(at + 2);
                return new String(bytes, StandardCharsets.US_ASCII);
            }
        }
        return null;
    }

    /** A command of these words. */
    static void write(ByteBuffer target, String... words) {
        target.put(ascii("*" + words.length + "\r\n"));
        for (String word : words) {
            target.put(ascii("$" + word.length() + "\r\n" + word + "\r\n"));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
