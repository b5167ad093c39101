package dev.enso.bench.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.enso.bench.Cpus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ProcessesTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Processes processes = Processes.create();

    @TempDir
    Path scratch;

    @AfterEach
    void close() {
        processes.close();
    }

    private Child shell(String script) throws IOException {
        return processes.start("a script", Cpus.allowed().subList(0, 1), scratch, scratch, List.of("sh", "-c", script));
    }

    @Test
    void output_isRead() throws Exception {
        Child child = shell("echo one; echo two");
        assertEquals("two", child.awaitLine(2, LIMIT));
        child.await(LIMIT);
        assertEquals(List.of("one", "two"), child.lines());
    }

    @Test
    void input_reachesTheProgram() throws Exception {
        Child child = shell("read line; echo \"got $line\"");
        child.tell("this");
        assertEquals("got this", child.awaitLine(1, LIMIT));
    }

    @Test
    void programs_runOnTheirCpu() throws Exception {
        assumeTrue(processes.isPinning(), "taskset is not installed");
        Child child = shell("grep Cpus_allowed_list /proc/self/status");
        String line = child.awaitLine(1, LIMIT);
        assertEquals(Cpus.allowed().subList(0, 1), Cpus.parse(line.substring(line.indexOf(':') + 1)));
    }

    @Test
    void aFailure_isToldWithTheLastWords() throws Exception {
        Child child = shell("echo words; echo more >&2; exit 3");
        String message =
                assertThrows(IOException.class, () -> child.await(LIMIT)).getMessage();
        assertTrue(message.contains("a script ended with status 3"), message);
        assertTrue(message.contains("words") && message.contains("more"), message);
    }

    @Test
    void anEarlyEnd_isTold() throws Exception {
        Child child = shell("echo one");
        String message =
                assertThrows(IOException.class, () -> child.awaitLine(2, LIMIT)).getMessage();
        assertTrue(message.contains("before it was ready"), message);
    }

    @Test
    void aProgramThatIsNotThere_isNamed() {
        String message = assertThrows(
                        IOException.class,
                        () -> processes.start("the test", List.of(0), scratch, scratch, List.of("no-such-program")))
                .getMessage();
        assertTrue(message.contains("no-such-program is not installed"), message);
    }

    @Test
    void aMissingClient_isNamedWithItsPackage() {
        assertEquals(
                "redis-benchmark is not installed, and kv needs it: on Debian, apt-get install redis-tools",
                Processes.notInstalled("redis-benchmark", "kv"));
    }

    @Test
    void whatTakesTooLong_isKilledWithItsChildren() throws Exception {
        Child child = shell("sleep 1000 & echo $!; wait");
        long grandchild = Long.parseLong(child.awaitLine(1, LIMIT));
        String message = assertThrows(IOException.class, () -> child.await(Duration.ofMillis(10)))
                .getMessage();
        assertTrue(message.contains("was killed"), message);
        assertEnds(child.pid());
        assertEnds(grandchild);
    }

    @Test
    void closing_endsAllPrograms() throws Exception {
        Child one = shell("echo ready; exec sleep 1000");
        Child deaf = shell("trap '' TERM; echo ready; while :; do sleep 0.05; done");
        one.awaitLine(1, LIMIT);
        deaf.awaitLine(1, LIMIT);
        processes.close();
        assertEnds(one.pid());
        assertEnds(deaf.pid());
        assertThrows(IOException.class, () -> shell("true"));
    }

    @Test
    void memoryAndCpuTime_areThoseOfTheProgram() throws Exception {
        Child child = shell("i=0; while [ $i -lt 20000 ]; do i=$((i+1)); done; echo done; exec sleep 1000");
        child.awaitLine(1, LIMIT);
        assertTrue(ProcFiles.cpuNanos(child.pid()) > 0);
        assertTrue(ProcFiles.residentBytes(child.pid()) > 0);
    }

    private static void assertEnds(long pid) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (isRunning(pid)) {
            assertTrue(System.nanoTime() < deadline, "process " + pid + " still runs");
            Thread.onSpinWait();
        }
    }

    /** A process that has ended and that its parent has not asked for is not running either. */
    private static boolean isRunning(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException ended) {
            return false;
        }
    }
}
