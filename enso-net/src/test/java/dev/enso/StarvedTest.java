package dev.enso;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
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
import org.junit.jupiter.params.provider.ValueSource;

/** A server without file descriptors, in a process of its own so that only it is short of them. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class StarvedTest {
    private static final int LIMIT = 120;
    private static final int CLIENTS = 150;

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void server_withoutDescriptors_leavesConnectionsInTheBacklogAndRecovers(String transport, @TempDir Path directory)
            throws Exception {
        Path errors = directory.resolve("stderr");
        Process child = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n " + LIMIT + "; exec \"$0\" -cp \"$1\" dev.enso.Starved " + transport,
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
            }
            Socket served = clients.get(0);
            Socket waiting = clients.get(CLIENTS - 1);
            assertAnswers(served, 0);
            awaitWarning(errors);
            waiting.setSoTimeout(50);
            assertThrows(
                    SocketTimeoutException.class, () -> waiting.getInputStream().read());
            served.getOutputStream().write(77);
            assertAnswers(served, 77);

            for (Socket client : clients.subList(0, CLIENTS - 20)) {
                client.close();
            }
            for (int i = CLIENTS - 20; i < CLIENTS; i++) {
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

    private static void awaitWarning(Path errors) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!Files.readString(errors).contains("can't accept now")) {
            assertTrue(System.nanoTime() < end, "no warning came");
            Thread.onSpinWait();
        }
    }
}
