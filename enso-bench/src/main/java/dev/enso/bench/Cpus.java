package dev.enso.bench;

import dev.enso.reactor.Affinity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

/** The CPUs this JVM may use. Benchmarks count them from 0, whatever the system calls them. */
public final class Cpus {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String FIELD = "Cpus_allowed_list:";

    private Cpus() {}

    /**
     * In ascending order. Where the system does not tell, those from 0 on.
     *
     * @throws UncheckedIOException when the system tells, but can't be read
     */
    public static List<Integer> allowed() {
        try {
            if (Files.isReadable(STATUS)) {
                for (String line : Files.readAllLines(STATUS)) {
                    if (line.startsWith(FIELD)) {
                        return parse(line.substring(FIELD.length()));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ArrayList<Integer> all = new ArrayList<>();
        for (int cpu = 0; cpu < Runtime.getRuntime().availableProcessors(); cpu++) {
            all.add(cpu);
        }
        return all;
    }

    /**
     * Reads the kernel's format of lists, such as {@code 0-3,8}.
     *
     * @throws IllegalArgumentException when it is not of that format
     */
    public static List<Integer> parse(String list) {
        ArrayList<Integer> cpus = new ArrayList<>();
        try {
            for (String range : list.strip().split(",", -1)) {
                String[] ends = range.strip().split("-", 2);
                int first = Integer.parseInt(ends[0]);
                int last = Integer.parseInt(ends[ends.length - 1]);
                for (int cpu = first; cpu <= last; cpu++) {
                    cpus.add(cpu);
                }
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a list of CPUs: \"" + list.strip() + "\"; write it as in 0-3,8", e);
        }
        if (cpus.isEmpty()) {
            throw new IllegalArgumentException("a list of CPUs without a CPU: \"" + list.strip() + "\"");
        }
        return cpus;
    }

    /**
     * Puts the calling thread on one of the allowed CPUs; with fewer of them than are asked for, threads share.
     *
     * @return whether the thread is pinned now, and to a CPU that it does not share
     */
    static boolean pin(int which) {
        List<Integer> allowed = allowed();
        return Affinity.pinCurrentThread(allowed.get(which % allowed.size())) && which < allowed.size();
    }

    /** Puts a loop's thread on the first CPU and the calling thread on the second. */
    static void apart(Executor loop) throws InterruptedException {
        CountDownLatch pinned = new CountDownLatch(1);
        loop.execute(() -> {
            pin(0);
            pinned.countDown();
        });
        pinned.await();
        pin(1);
    }
}
