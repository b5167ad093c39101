package dev.enso.reactor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A reference that many threads exchange, alone on its cache lines. */
@SuppressWarnings("unused")
final class PaddedReference<T extends @Nullable Object> extends Padding.ReferenceField<T> {
    private static final VarHandle VALUE =
            Fields.handle(MethodHandles.lookup(), Padding.ReferenceField.class, "value", Object.class);
    private long a00, a01, a02, a03, a04, a05, a06, a07, a08, a09, a10, a11, a12, a13, a14;

    PaddedReference(T value) {
        super(value);
    }

    T getVolatile() {
        return value;
    }

    /** Answers what was there. */
    @SuppressWarnings("unchecked")
    T compareAndExchange(T expected, T next) {
        return (T) VALUE.compareAndExchange(this, expected, next);
    }

    @SuppressWarnings("unchecked")
    T getAndSet(T next) {
        return (T) VALUE.getAndSet(this, next);
    }
}
