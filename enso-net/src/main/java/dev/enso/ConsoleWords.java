package dev.enso;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of a line, taken one after the other. What is missing or wrong is said with its name. */
final class ConsoleWords {
    private static final int SHOWN = 40;
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

    private final String line;
    private int at;

    ConsoleWords(String line) {
        this.line = line;
        skipSpaces();
    }

    private void skipSpaces() {
        while (at < line.length() && Character.isWhitespace(line.charAt(at))) {
            at++;
        }
    }

    boolean hasNext() {
        return at < line.length();
    }

    private String peek() {
        int end = at;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        return line.substring(at, end);
    }

    String next(String what) {
        if (!hasNext()) {
            throw new IllegalArgumentException("the line ends where " + what + " was expected");
        }
        String word = peek();
        at += word.length();
        skipSpaces();
        return word;
    }

    /** All that is left, in one piece. */
    String rest(String what) {
        if (!hasNext()) {
            throw new IllegalArgumentException("the line ends where " + what + " was expected");
        }
        String rest = line.substring(at).strip();
        at = line.length();
        return rest;
    }

    boolean isNumberNext() {
        String word = peek();
        return !word.isEmpty() && word.length() < 10 && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    int number(String what, int least, int most) {
        String word = next(what);
        try {
            int number = Integer.parseInt(word);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is out of range.
        }
        throw new IllegalArgumentException(what + " is a number from " + least + " to " + most + ": " + quoted(word));
    }

    /** A time such as 200ms, 5s, 2m or 1h. */
    Duration duration(String what, Duration most) {
        String word = next(what);
        Matcher matcher = DURATION.matcher(word);
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            Duration duration = switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofHours(count);
            };
            if (duration.compareTo(most) <= 0) {
                return duration;
            }
        }
        throw new IllegalArgumentException(
                what + " is a number and ms, s, m or h, at most " + most.toHours() + "h: " + quoted(word));
    }

    /** Ids are hexadecimal, as listings show them. */
    boolean isIdNext() {
        String word = peek();
        return !word.isEmpty()
                && word.length() <= 16
                && word.chars().allMatch(c -> Character.digit(c, 16) >= 0 && c < 128);
    }

    long id() {
        if (!isIdNext()) {
            throw new IllegalArgumentException(
                    "an id is a hexadecimal number, as list shows it: " + quoted(next("an id")));
        }
        return Long.parseUnsignedLong(next("an id"), 16);
    }

    <E extends Enum<E>> E oneOf(String what, E[] values) {
        String word = next(what);
        for (E value : values) {
            if (value.name().equals(word.toUpperCase(Locale.ROOT))) {
                return value;
            }
        }
        throw new IllegalArgumentException(what + " are one of " + Arrays.toString(values) + ": " + quoted(word));
    }

    /** What was typed, short and without what a terminal would obey. */
    static String quoted(String word) {
        StringBuilder text = new StringBuilder("'");
        word.codePoints()
                .limit(SHOWN)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(text::appendCodePoint);
        return text.append(word.codePointCount(0, word.length()) > SHOWN ? "…'" : "'")
                .toString();
    }
}
