package dev.enso.reactor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** An int that several threads read and write, alone on its cache lines. */
@SuppressWarnings("unused")
final class PaddedInt extends Padding.IntField {
    private static final VarHandle VALUE =
            Fields.handle(MethodHandles.lookup(), Padding.IntField.class, "value", int.class);
    private long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14;

    int getVolatile() {
        return value;
    }

    void setVolatile(int next) {
        value = next;
    }

    void setRelease(int next) {
        VALUE.setRelease(this, next);
    }

    boolean compareAndSet(int expected, int next) {
        return VALUE.compareAndSet(this, expected, next);
    }

    int getAndAdd(int delta) {
        return (int) VALUE.getAndAdd(this, delta);
    }
}
