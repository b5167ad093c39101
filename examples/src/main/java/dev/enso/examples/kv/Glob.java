package dev.enso.examples.kv;

/**
 * Patterns as KEYS, SCAN, PSUBSCRIBE and CONFIG GET take them: {@code *} any bytes, {@code ?} one byte, {@code [a-c]} and
 * {@code [^a-c]} one of a set, a backslash takes the next byte literally.
 *
 * <p>Only the latest {@code *} is ever tried again, so the cost is bounded by the product of the lengths: a pattern can't
 * keep a reactor busy for ever.
 */
final class Glob {
    private final byte[] pattern;

    /** Where the element that {@link #matchesOne} looked at ends. */
    private int elementEnd;

    Glob(byte[] pattern) {
        this.pattern = pattern;
    }

    byte[] pattern() {
        return pattern;
    }

    boolean matches(byte[] text, int offset, int length) {
        int at = offset;
        int end = offset + length;
        int element = 0;
        int star = -1;
        int starAt = 0;
        while (true) {
            if (element < pattern.length && pattern[element] == '*') {
                star = ++element;
                starAt = at;
                continue;
            }
            if (at == end) {
                return element == pattern.length;
            }
            if (element < pattern.length && matchesOne(element, text[at])) {
                element = elementEnd;
                at++;
                continue;
            }
            if (star < 0) {
                return false;
            }
            element = star;
            at = ++starAt;
        }
    }

    private boolean matchesOne(int element, byte b) {
        switch (pattern[element]) {
            case '?' -> {
                elementEnd = element + 1;
                return true;
            }
            case '[' -> {
                return matchesSet(element + 1, b & 0xff);
            }
            case '\\' -> {
                int literal = element + 1 < pattern.length ? element + 1 : element;
                elementEnd = literal + 1;
                return pattern[literal] == b;
            }
            default -> {
                elementEnd = element + 1;
                return pattern[element] == b;
            }
        }
    }

    /** A set that is not closed reaches to the pattern's end. */
    private boolean matchesSet(int begin, int b) {
        int at = begin;
        boolean negated = at < pattern.length && pattern[at] == '^';
        if (negated) {
            at++;
        }
        boolean found = false;
        while (at < pattern.length && pattern[at] != ']') {
            if (pattern[at] == '\\' && at + 1 < pattern.length) {
                at++;
                found |= (pattern[at] & 0xff) == b;
            } else if (at + 2 < pattern.length && pattern[at + 1] == '-') {
                int low = pattern[at] & 0xff;
                int high = pattern[at + 2] & 0xff;
                found |= Math.min(low, high) <= b && b <= Math.max(low, high);
                at += 2;
            } else {
                found |= (pattern[at] & 0xff) == b;
            }
            at++;
        }
        elementEnd = Math.min(at + 1, pattern.length);
        return found != negated;
    }
}
