package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a process sees of the choice of a transport, from outside. */
@EnabledOnOs(OS.LINUX)
class StartTest {
    private static final boolean WARNS_OF_NATIVE_ACCESS = Runtime.version().feature() >= 24;

    private static void assertSilent(ChildJvm child) {
        assertEquals(0, child.exit(), child.err());
        // Newer JVMs announce the loading of any native library by themselves.
        List<String> lines = child.err()
                .lines()
                .filter(line -> !WARNS_OF_NATIVE_ACCESS || !(line.startsWith("WARNING: ") || line.isBlank()))
                .collect(Collectors.toList());
        assertEquals(List.of(), lines);
        assertFalse(child.err().contains("Unsafe"), child.err());
    }

    @Test
    void normalStart_isOnEpollAndSilent() {
        ChildJvm child = ChildJvm.run(Echo.class);
        assertSilent(child);
        assertEquals("echoed 5 bytes on epoll", child.out().strip());
    }

    @Test
    void startOnNio_isSilent() {
        ChildJvm child = ChildJvm.run(Echo.class, "-Dtransport=nio");
        assertSilent(child);
        assertEquals("echoed 5 bytes on nio", child.out().strip());
    }

    @Test
    void startWithoutUnsafe_isOnEpollAndSilent() {
        String[] flags = Runtime.version().feature() >= 23
                ? new String[] {"--sun-misc-unsafe-memory-access=deny"}
                : new String[] {"-Dio.netty.noUnsafe=true"};
        ChildJvm child = ChildJvm.run(Echo.class, flags);
        assertSilent(child);
        assertEquals("echoed 5 bytes on epoll", child.out().strip());
    }

    @Test
    void startWithoutNativeLibrary_warnsOnceAndRunsOnNio() {
        ChildJvm child = ChildJvm.run(Echo.class, "-Dio.netty.transport.noNative=true");
        assertEquals(0, child.exit(), child.err());
        assertEquals("echoed 5 bytes on nio", child.out().strip());
        assertOneWarning(child.err());
        assertTrue(child.err().contains("noNative"), child.err());
    }

    @Test
    void startWithoutTheJarOfTheNativeLibrary_warnsOnceWithTheRemedy() {
        ChildJvm child = ChildJvm.run(List.of(), pathWithout("netty-transport-native-epoll"), Echo.class);
        assertEquals("echoed 5 bytes on nio", child.out().strip(), child.err());
        assertOneWarning(child.err());
        assertTrue(
                child.err().contains("io.netty:netty-transport-native-epoll:" + NettyVersion.BUILT_WITH), child.err());
    }

    @Test
    void startWithoutAnyNetty_warnsOnceAndRunsOnNio() {
        ChildJvm child = ChildJvm.run(List.of(), pathWithout("netty-"), Echo.class);
        assertEquals("echoed 5 bytes on nio", child.out().strip(), child.err());
        assertOneWarning(child.err());
    }

    @Test
    void demandedTransportWithoutItsLibrary_failsWithTheCause() {
        ChildJvm child = ChildJvm.run(Echo.class, "-Dio.netty.transport.noNative=true", "-Dtransport=epoll");
        assertEquals(1, child.exit());
        assertTrue(
                child.err().contains("TransportUnavailableException: The transport epoll can't be used"), child.err());
        assertTrue(child.err().contains("Caused by: "), child.err());
    }

    private static void assertOneWarning(String err) {
        long warnings = err.lines()
                .filter(line -> line.contains("Sockets run on NIO instead"))
                .count();
        assertEquals(1, warnings, err);
        assertFalse(err.contains("\tat "), err);
    }

    private static String pathWithout(String jar) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !new File(entry).getName().startsWith(jar))
                .collect(Collectors.joining(File.pathSeparator));
    }
}
