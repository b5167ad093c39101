package dev.enso.reactor;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the JVM and the kernel know of a thread's time. A seam, so that tests and simulations can testify. Times are sums in
 * nanoseconds, or {@link #UNKNOWN}; what counts are differences.
 */
interface Witness {
    /** Nobody has counted. */
    long UNKNOWN = -1;

    /** CPU time that the thread has used. */
    long cpuNanos(ReactorThread thread);

    /** Time in which the thread was able to run and had no CPU. */
    long delayNanos(ReactorThread thread);

    /** Time in which the collector held up all threads. */
    long pauseNanos();

    /** The system's. */
    static Witness system() {
        return new SystemWitness();
    }

    /** The platform's beans, and {@code /proc} where there is one. */
    final class SystemWitness implements Witness {
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        private final boolean countsCpu = threads.isThreadCpuTimeSupported() && threads.isThreadCpuTimeEnabled();

        @Override
        public long cpuNanos(ReactorThread thread) {
            return countsCpu ? threads.getThreadCpuTime(thread.thread().getId()) : UNKNOWN;
        }

        /** The second number of {@code schedstat}: time on a run queue. */
        @Override
        public long delayNanos(ReactorThread thread) {
            String id = thread.systemId();
            if (id == null) {
                return UNKNOWN;
            }
            try {
                String[] numbers = Files.readString(Path.of("/proc/self/task", id, "schedstat"))
                        .trim()
                        .split(" ");
                return Long.parseLong(numbers[1]);
            } catch (IOException | RuntimeException notThere) {
                // The thread has ended, or the kernel keeps no such count: then nobody has counted.
                return UNKNOWN;
            }
        }

        @Override
        public long pauseNanos() {
            long millis = 0;
            for (GarbageCollectorMXBean collector : collectors) {
                millis += Math.max(0, collector.getCollectionTime());
            }
            return millis * 1_000_000;
        }
    }
}
