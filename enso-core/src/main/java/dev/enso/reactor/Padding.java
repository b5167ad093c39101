package dev.enso.reactor;

import org.jspecify.annotations.Nullable;

/**
 * Words that several threads write stand alone on their cache lines: 120 bytes before them here, as many behind them in the
 * classes that inherit, because the hardware fetches lines in pairs. The JVM lays out a superclass's fields before its
 * subclass's, hence the chain; it also fills the hole that a superclass left beside the header, hence the int.
 */
final class Padding {
    private Padding() {}

    @SuppressWarnings("unused")
    static class Before {
        private int hole;
        private long b00, b01, b02, b03, b04, b05, b06, b07, b08, b09, b10, b11, b12, b13, b14;
    }

    static class ReferenceField<T extends @Nullable Object> extends Before {
        volatile T value;

        ReferenceField(T value) {
            this.value = value;
        }
    }

    static class IntField extends Before {
        volatile int value;
    }
}
