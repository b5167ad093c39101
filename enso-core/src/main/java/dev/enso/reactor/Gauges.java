package dev.enso.reactor;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Numbers that one thread writes down together and any thread reads together: a sequence lock. The version is odd while they
 * are being written; who finds it odd, or changed after reading, reads again. A reader never keeps the writer waiting.
 */
final class Gauges {
    private static final VarHandle VERSION = Fields.handle(MethodHandles.lookup(), Gauges.class, "version", int.class);
    private static final VarHandle VALUES = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values;
    private int version;

    Gauges(int size) {
        values = new long[size];
    }

    /** The one writer. */
    void write(long[] from) {
        int before = version;
        VERSION.setOpaque(this, before + 1);
        VarHandle.storeStoreFence();
        for (int i = 0; i < values.length; i++) {
            VALUES.setOpaque(values, i, from[i]);
        }
        VERSION.setRelease(this, before + 2);
    }

    /** Any thread. */
    void read(long[] into) {
        while (true) {
            int before = (int) VERSION.getAcquire(this);
            if ((before & 1) == 0) {
                for (int i = 0; i < values.length; i++) {
                    into[i] = (long) VALUES.getOpaque(values, i);
                }
                VarHandle.loadLoadFence();
                if (before == (int) VERSION.getOpaque(this)) {
                    return;
                }
            }
            Thread.onSpinWait();
        }
    }
}
