package dev.enso.examples.kv;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A number as C's {@code long double} holds it on x86: 64 bits of significand, rounded to the nearest, ties to even.
 * INCRBYFLOAT adds in it, and clients see the digits, so sums have to be rounded where the reference server rounds them.
 */
final class LongDouble {
    static final LongDouble ZERO = new LongDouble(BigDecimal.ZERO);

    private static final LongDouble INFINITE = new LongDouble(null);
    private static final int PRECISION = 64;
    private static final int LONGEST = 5 * 1024;
    private static final int FRACTION_DIGITS = 17;

    /** Powers of ten between which all numbers lie; LIMIT is exact. */
    private static final int GREATEST_POWER = 4933;

    private static final int LEAST_POWER = -4950;

    private static final BigDecimal LIMIT = new BigDecimal(BigInteger.ONE.shiftLeft(16384));
    private static final Pattern DECIMAL =
            Pattern.compile("[+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,9})?");
    private static final Pattern HEXADECIMAL =
            Pattern.compile("([+-]?)0[xX]([0-9a-fA-F]*)\\.?([0-9a-fA-F]*)(?:[pP]([+-]?[0-9]{1,5}))?");
    private static final Pattern INFINITY = Pattern.compile("[+-]?inf(?:inity)?", Pattern.CASE_INSENSITIVE);

    /** Null when the number is not finite. */
    private final @Nullable BigDecimal value;

    private LongDouble(@Nullable BigDecimal value) {
        this.value = value;
    }

    /** Reads what C's strtold would; null when that is no number, or one out of range. */
    static @Nullable LongDouble parse(byte[] bytes, int offset, int length) {
        if (length == 0 || length >= LONGEST) {
            return null;
        }
        String text = new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
        if (INFINITY.matcher(text).matches()) {
            return INFINITE;
        }
        BigDecimal exact = DECIMAL.matcher(text).matches() ? new BigDecimal(text) : hexadecimal(text);
        if (exact == null) {
            return null;
        }
        if (exact.signum() == 0) {
            return ZERO;
        }
        long magnitude = (long) exact.precision() - exact.scale();
        if (magnitude < LEAST_POWER || magnitude > GREATEST_POWER) {
            return null;
        }
        LongDouble rounded = rounded(exact);
        return rounded.isFinite() ? rounded : null;
    }

    private static @Nullable BigDecimal hexadecimal(String text) {
        Matcher matcher = HEXADECIMAL.matcher(text);
        if (!matcher.matches() || matcher.group(2).length() + matcher.group(3).length() == 0) {
            return null;
        }
        BigInteger digits = new BigInteger(matcher.group(2) + matcher.group(3), 16);
        int exponent = matcher.group(4) == null ? 0 : Integer.parseInt(matcher.group(4));
        BigDecimal scaled =
                timesPowerOfTwo(digits, exponent - 4 * matcher.group(3).length());
        return matcher.group(1).equals("-") ? scaled.negate() : scaled;
    }

    private static BigDecimal timesPowerOfTwo(BigInteger factor, int exponent) {
        if (exponent >= 0) {
            return new BigDecimal(factor.shiftLeft(exponent));
        }
        // 2^-n is 5^n · 10^-n.
        return new BigDecimal(factor.multiply(BigInteger.valueOf(5).pow(-exponent)), -exponent);
    }

    private static LongDouble rounded(BigDecimal exact) {
        if (exact.signum() == 0) {
            return ZERO;
        }
        BigInteger numerator = exact.unscaledValue().abs();
        BigInteger denominator = BigInteger.ONE;
        if (exact.scale() > 0) {
            denominator = BigInteger.TEN.pow(exact.scale());
        } else {
            numerator = numerator.multiply(BigInteger.TEN.pow(-exact.scale()));
        }
        // A quotient of PRECISION or PRECISION + 1 bits; the second try has PRECISION.
        int shift = PRECISION - (numerator.bitLength() - denominator.bitLength());
        if (quotient(numerator, denominator, shift)[0].bitLength() > PRECISION) {
            shift--;
        }
        BigInteger[] parts = quotient(numerator, denominator, shift);
        BigInteger divisor = shift < 0 ? denominator.shiftLeft(-shift) : denominator;
        int half = parts[1].shiftLeft(1).compareTo(divisor);
        BigInteger significand =
                half > 0 || (half == 0 && parts[0].testBit(0)) ? parts[0].add(BigInteger.ONE) : parts[0];
        BigDecimal result = timesPowerOfTwo(significand, -shift);
        if (result.compareTo(LIMIT) >= 0) {
            return INFINITE;
        }
        return new LongDouble(exact.signum() < 0 ? result.negate() : result);
    }

    private static BigInteger[] quotient(BigInteger numerator, BigInteger denominator, int shift) {
        return shift >= 0
                ? numerator.shiftLeft(shift).divideAndRemainder(denominator)
                : numerator.divideAndRemainder(denominator.shiftLeft(-shift));
    }

    boolean isFinite() {
        return value != null;
    }

    LongDouble plus(LongDouble other) {
        return value == null || other.value == null ? INFINITE : rounded(value.add(other.value));
    }

    /** At most 17 digits behind the point, no exponent, no trailing zeros. */
    @Override
    public String toString() {
        if (value == null) {
            return "inf";
        }
        BigDecimal digits = value.setScale(FRACTION_DIGITS, RoundingMode.HALF_EVEN);
        return digits.signum() == 0 ? "0" : digits.stripTrailingZeros().toPlainString();
    }
}
