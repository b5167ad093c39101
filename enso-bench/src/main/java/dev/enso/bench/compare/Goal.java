package dev.enso.bench.compare;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a figure has to be: a bound of the ratio ours / peer, or, with a unit behind it, of our figure alone.
 *
 * @param sense on which side of the bound the goal is
 * @param bound the bound
 * @param unit empty for a ratio
 */
record Goal(Sense sense, BigDecimal bound, String unit) {
    private static final Pattern FORMAT = Pattern.compile("(≤|<=|<|≥|>=|>)\\s*(\\d+(?:\\.\\d+)?)(?:\\s+(\\S.*))?");

    /** A comparison with a bound. */
    enum Sense {
        AT_MOST("≤"),
        BELOW("<"),
        AT_LEAST("≥"),
        ABOVE(">");

        private final String sign;

        Sense(String sign) {
            this.sign = sign;
        }

        private static Sense of(String sign) {
            return switch (sign) {
                case "≤", "<=" -> AT_MOST;
                case "<" -> BELOW;
                case "≥", ">=" -> AT_LEAST;
                default -> ABOVE;
            };
        }
    }

    /**
     * Reads a goal: {@code ≤ 0.4}, {@code ≥ 1}, {@code < 0.1 B/op}. In place of the signs {@code <=} and {@code >=} will do.
     *
     * @throws IllegalArgumentException when it is not of that format
     */
    static Goal parse(String text) {
        Matcher matcher = FORMAT.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a goal: \"" + text
                    + "\"; write ≤, <, ≥ or >, a number, and a unit when it is not a ratio, as in \"< 0.1 B/op\"");
        }
        String unit = matcher.group(3);
        return new Goal(Sense.of(matcher.group(1)), new BigDecimal(matcher.group(2)), unit == null ? "" : unit);
    }

    /** Whether it bounds a ratio, and not our figure alone. */
    boolean isRelative() {
        return unit.isEmpty();
    }

    /** Whether this figure, or this ratio, reaches the goal. Not a number reaches none. */
    boolean admits(double value) {
        double limit = bound.doubleValue();
        return switch (sense) {
            case AT_MOST -> value <= limit;
            case BELOW -> value < limit;
            case AT_LEAST -> value >= limit;
            case ABOVE -> value > limit;
        };
    }

    /** As {@link #parse} reads it. */
    @Override
    public String toString() {
        return sense.sign + " " + bound.toPlainString() + (isRelative() ? "" : " " + unit);
    }
}
