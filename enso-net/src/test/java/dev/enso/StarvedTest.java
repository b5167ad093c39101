package dev.enso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.net.Accepting;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server without file descriptors, in a process of its own so that only it is short of them. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class StarvedTest {
    private static final int LIMIT = 120;
    private static final int CLIENTS = 150;
    private static final int LEAVING = 130;
    private static final int FIRST = 8;

    @ParameterizedTest
    @CsvSource({"epoll, ON_ONE_REACTOR", "epoll, ON_EACH_REACTOR", "nio, ON_ONE_REACTOR", "nio, ON_EACH_REACTOR"})
    void server_withoutDescriptors_leavesConnectionsInTheBacklogAndRecovers(
            String transport, Accepting accepting, @TempDir Path directory) throws Exception {
        Path errors = directory.resolve("stderr");
        Process child = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n " + LIMIT + "; exec \"$0\" -XX:TieredStopAtLevel=1 -cp \"$1\" dev.enso.Starved "
                                + transport + " " + accepting,
                        ProcessHandle.current().info().command().orElse("java"),
                        System.getProperty("java.class.path"))
                .redirectError(errors.toFile())
                .start();
        List<Socket> clients = new ArrayList<>();
        try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
            int port = Integer.parseInt(output.readLine());
            for (int i = 0; i < CLIENTS; i++) {
                Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                client.getOutputStream().write(i);
                clients.add(client);
                if (accepting == Accepting.ON_EACH_REACTOR && i < FIRST) {
                    // Or one reactor could take everything before the other has run, and loaded its classes, at all.
                    awaitAnswer(List.of(client));
                }
            }
            awaitWarning(errors);
            // Several acceptors don't accept in order, so it may be any of them.
            int served = awaitAnswer(clients.subList(0, LEAVING));
            assertAnswers(clients.get(served), served);
            clients.get(served).getOutputStream().write(77);
            assertAnswers(clients.get(served), 77);
            assertTrue(answered(clients).size() < LIMIT, "more were accepted than there are descriptors");

            for (Socket client : clients.subList(0, LEAVING)) {
                client.close();
            }
            for (int i = LEAVING; i < CLIENTS; i++) {
                assertAnswers(clients.get(i), i & 0xff);
            }
            child.getOutputStream().close();
            assertEquals("closed", output.readLine());
            assertTrue(child.waitFor(30, TimeUnit.SECONDS));
            String said = Files.readString(errors);
            assertEquals(1, said.split("can't accept now", -1).length - 1, said);
            assertTrue(said.contains("ulimit -n"), said);
        } catch (IOException | AssertionError e) {
            e.addSuppressed(new AssertionError("the server said: " + Files.readString(errors)));
            throw e;
        } finally {
            for (Socket client : clients) {
                client.close();
            }
            child.destroyForcibly();
        }
    }

    private static void assertAnswers(Socket client, int expected) throws IOException {
        client.setSoTimeout(30_000);
        assertEquals(expected, client.getInputStream().read());
    }

    /** Which of them have been answered, and have not read it. */
    private static List<Integer> answered(List<Socket> clients) throws IOException {
        List<Integer> found = new ArrayList<>();
        for (int i = 0; i < clients.size(); i++) {
            if (clients.get(i).getInputStream().available() > 0) {
                found.add(i);
            }
        }
        return found;
    }

    private static int awaitAnswer(List<Socket> clients) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        List<Integer> found = answered(clients);
        while (found.isEmpty()) {
            assertTrue(System.nanoTime() < end, "nobody is served");
            Thread.onSpinWait();
            found = answered(clients);
        }
        return found.get(0);
    }

    private static void awaitWarning(Path errors) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.readString(errors).contains("can't accept now")) {
            assertTrue(System.nanoTime() < end, "no warning came");
            Thread.onSpinWait();
        }
    }
}
