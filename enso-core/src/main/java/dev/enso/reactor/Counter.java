package dev.enso.reactor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** A number in the {@link ObjectTable}: counted by one reactor, read by anybody. */
public final class Counter {
    private static final VarHandle VALUE = Fields.handle(MethodHandles.lookup(), Counter.class, "value", long.class);

    private long value;

    Counter() {}

    /** Adds to it. The owner's thread only. */
    public void add(long amount) {
        VALUE.setOpaque(this, value + amount);
    }

    /** Adds one. The owner's thread only. */
    public void increment() {
        add(1);
    }

    /** What was counted; any thread, which may see it a moment late. */
    public long get() {
        return (long) VALUE.getOpaque(this);
    }

    @Override
    public String toString() {
        return "Counter[" + get() + "]";
    }
}
