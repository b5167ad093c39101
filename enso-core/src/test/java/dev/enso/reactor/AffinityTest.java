package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reactors stay on their CPUs where the platform can see to that, and work where it can't. */
@Timeout(60)
class AffinityTest {
    private static Reactors.Builder builder(int count, Affinity affinity) {
        return Reactors.builder().count(count).name("pinned").affinity(affinity);
    }

    private static void assumePinning() {
        assumeTrue(System.getProperty("os.name").startsWith("Linux"), "threads are pinned on Linux only");
        assumeTrue(
                Runtime.version().feature() >= 22 || Files.isExecutable(Path.of("/usr/bin/taskset")),
                "threads are pinned by JDK 22 or later, or by taskset");
    }

    /** The CPUs that the reactor's thread may run on, as the kernel sees it. */
    private static List<Integer> cpusOf(Reactor reactor) {
        AtomicReference<List<Integer>> cpus = new AtomicReference<>();
        reactor.execute(() -> {
            try {
                Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self"));
                for (String line :
                        Files.readAllLines(Path.of("/proc").resolve(thread).resolve("status"))) {
                    if (line.startsWith("Cpus_allowed_list:")) {
                        cpus.set(CpuSet.parse(line.substring(line.indexOf(':') + 1)));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Waiting.until("the CPUs of " + reactor, () -> cpus.get() != null);
        return cpus.get();
    }

    private static List<List<Integer>> cpusOf(Reactors group) {
        List<List<Integer>> all = new ArrayList<>();
        group.forEach(reactor -> all.add(cpusOf(reactor)));
        return all;
    }

    @Test
    void spread_givesEachReactorOneCpu() {
        assumePinning();
        List<Integer> allowed = CpuSet.allowed();
        try (Logged logged = Logged.from("dev.enso.reactor");
                Reactors group = builder(allowed.size(), Affinity.spread()).start()) {
            assertEquals(allowed.stream().map(List::of).toList(), cpusOf(group));
            assertEquals(List.of(), logged.messages());
        }
    }

    @Test
    void spread_leavesTheSurplusUnpinnedWithOneWarning() {
        assumePinning();
        List<Integer> allowed = CpuSet.allowed();
        int surplus = 2;
        try (Logged logged = Logged.from("dev.enso.reactor");
                Reactors group =
                        builder(allowed.size() + surplus, Affinity.spread()).start()) {
            List<List<Integer>> cpus = cpusOf(group);
            for (int i = 0; i < allowed.size(); i++) {
                assertEquals(List.of(allowed.get(i)), cpus.get(i));
            }
            for (int i = 0; i < surplus; i++) {
                assertEquals(allowed, cpus.get(allowed.size() + i));
            }
            assertEquals(
                    List.of("2 of " + (allowed.size() + 2) + " reactors are not pinned: only " + allowed.size()
                            + " CPUs are there for them. Use fewer reactors, or Affinity.none() when this is meant."),
                    logged.messages());
        }
    }

    @Test
    void cpus_areTheChosenOnes() {
        assumePinning();
        List<Integer> allowed = CpuSet.allowed();
        int last = allowed.get(allowed.size() - 1);
        try (Reactors group = builder(2, Affinity.cpus(last, last)).start()) {
            assertEquals(List.of(List.of(last), List.of(last)), cpusOf(group));
        }
    }

    @Test
    void none_leavesThreadsAlone() {
        assumeTrue(System.getProperty("os.name").startsWith("Linux"), "only Linux tells");
        try (Logged logged = Logged.from("dev.enso.reactor");
                Reactors group = builder(3, Affinity.none()).start()) {
            List<Integer> allowed = CpuSet.allowed();
            assertEquals(List.of(allowed, allowed, allowed), cpusOf(group));
            assertEquals(List.of(), logged.messages());
        }
    }

    @Test
    void cpuThatIsNotThere_isAWarningWithTheRemedyAndTheReactorWorks() {
        assumePinning();
        try (Logged logged = Logged.from("dev.enso.reactor");
                Reactors group = builder(2, Affinity.cpus(1000, 1001)).start()) {
            assertEquals(2, cpusOf(group).size());
            assertEquals(1, logged.messages().size(), "once for the group");
            String message = logged.messages().get(0);
            assertTrue(message.startsWith("reactor threads are not pinned to their CPUs ("), message);
            assertTrue(message.contains("for CPU 100"), message);
            assertTrue(message.contains("Affinity.none()"), message);
        }
    }

    @Test
    void pinCurrentThread_pinsAThreadOfTheCallers() throws InterruptedException {
        assumePinning();
        int cpu = CpuSet.allowed().get(0);
        AtomicReference<Boolean> pinned = new AtomicReference<>();
        AtomicReference<List<Integer>> cpus = new AtomicReference<>();
        Rig rig = Rig.one();
        Thread embedder = new Thread(() -> {
            pinned.set(Affinity.pinCurrentThread(cpu));
            rig.reactor().execute(() -> {});
            rig.reactor().turn();
            try {
                Path thread = Files.readSymbolicLink(Path.of("/proc/thread-self"));
                cpus.set(Files.readAllLines(Path.of("/proc").resolve(thread).resolve("status")).stream()
                        .filter(line -> line.startsWith("Cpus_allowed_list:"))
                        .map(line -> CpuSet.parse(line.substring(line.indexOf(':') + 1)))
                        .findFirst()
                        .orElseThrow());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        embedder.start();
        embedder.join();
        assertEquals(true, pinned.get());
        assertEquals(List.of(cpu), cpus.get());
    }
}
