package dev.enso.reactor;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
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

    /** The platform's beans, and {@code /proc} where there is one. For one thread, the watch's. */
    final class SystemWitness implements Witness {
        private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        /** Used again and again: the watch looks several times a second, and is to leave no garbage worth speaking of. */
        private final byte[] line = new byte[128];

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
            try (FileInputStream file = new FileInputStream("/proc/self/task/" + id + "/schedstat")) {
                return second(line, file.read(line));
            } catch (IOException notThere) {
                // The thread has ended, or the kernel keeps no such count: then nobody has counted.
                return UNKNOWN;
            }
        }

        /** The second of the numbers in a line. */
        static long second(byte[] line, int length) {
            int at = 0;
            while (at < length && line[at] != ' ') {
                at++;
            }
            long number = 0;
            int digits = 0;
            for (at++; at < length && line[at] >= '0' && line[at] <= '9'; at++, digits++) {
                number = number * 10 + (line[at] - '0');
            }
            return digits > 0 ? number : UNKNOWN;
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
