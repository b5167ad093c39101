package dev.enso.examples.kv;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.VMOption;
import java.lang.management.ManagementFactory;

/**
 * What an array costs the heap. The G1 collector gives an array of more than half a region whole regions of its own, so
 * that a value of a mebibyte can take two: who counts bytes alone finds the heap full at half of what it counted.
 *
 * @param size bytes of a region; 0 where arrays lie side by side whatever their size
 */
record HeapRegions(long size) {
    /** A heap that is not cut into regions. */
    static final HeapRegions NONE = new HeapRegions(0);

    private static final int ARRAY_HEADER = 16;
    private static final long WORD = 8;

    HeapRegions {
        if (size < 0 || Long.bitCount(size) > 1) {
            throw new IllegalArgumentException("the size of a region is a power of two, or 0: " + size);
        }
    }

    /** Those of the JVM that runs this. */
    static HeapRegions ofThisJvm() {
        HotSpotDiagnosticMXBean jvm = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (jvm == null) {
            return NONE;
        }
        try {
            VMOption g1 = jvm.getVMOption("UseG1GC");
            return Boolean.parseBoolean(g1.getValue())
                    ? new HeapRegions(
                            Long.parseLong(jvm.getVMOption("G1HeapRegionSize").getValue()))
                    : NONE;
        } catch (IllegalArgumentException e) {
            // A JVM that doesn't know these options doesn't have this collector.
            return NONE;
        }
    }

    /** Bytes of the heap that a byte array of this length takes. */
    long array(long length) {
        long bytes = (ARRAY_HEADER + length + WORD - 1) & -WORD;
        return size == 0 || bytes <= size / 2 ? bytes : (bytes + size - 1) & -size;
    }
}
