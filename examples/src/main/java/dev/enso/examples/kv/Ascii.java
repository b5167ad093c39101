package dev.enso.examples.kv;

import java.util.Locale;

/** Bytes as the protocol sees them, whatever the platform's locale. */
final class Ascii {
    private Ascii() {}

    static int lower(byte b) {
        return b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b;
    }

    /** An argument in lower case. */
    static String lower(Args args, int index) {
        return args.text(index).toLowerCase(Locale.ROOT);
    }

    /** What C's isspace accepts. */
    static boolean isSpace(byte b) {
        return b == ' ' || (b >= '\t' && b <= '\r');
    }

    /** The value of a hexadecimal digit, or a negative number for any other byte. */
    static int hex(byte b) {
        return b < 0 ? -1 : Character.digit(b, 16);
    }
}
