package dev.enso.examples.kv;

import static dev.enso.examples.kv.InMemoryServer.command;
import static dev.enso.examples.kv.InMemoryServer.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose heap is soon full, in a process of its own. */
@Timeout(120)
class SmallHeapTest {
    private static final int KEYS = 1000;

    @ParameterizedTest
    @ValueSource(ints = {1 << 20, 600 << 10, 100_000})
    void values_fillMaxmemoryBeforeTheyFillTheHeap(int size, @TempDir Path directory) throws Exception {
        Path errors = directory.resolve("stderr");
        Process server = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx64m",
                        "-XX:+UseG1GC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.enso.examples.Main",
                        "kv",
                        "--port",
                        "0",
                        "--reactors",
                        "2")
                .redirectError(errors.toFile())
                .start();
        try (BufferedReader output = server.inputReader(StandardCharsets.UTF_8);
                ReferenceServer.Connection client = connect(output, errors)) {
            byte[] value = new byte[size];
            int refused = 0;
            for (int key = 0; key < KEYS && refused < 10; key++) {
                client.send(command("SET", key, value));
                String reply = text(client.reply());
                refused += reply.startsWith("-OOM") ? 1 : 0;
                assertTrue(reply.equals("+OK\r\n") || reply.startsWith("-OOM"), reply);
            }
            assertEquals(10, refused, KEYS + " values of " + size + " bytes fitted into 64 MB, but for so many");
            client.send(command("GET", 0));
            assertEquals(
                    size + "\r\n",
                    text(client.reply()).substring(1, String.valueOf(size).length() + 3));
            client.send(command("FLUSHALL"));
            assertEquals("+OK\r\n", text(client.reply()));
            client.send(command("SET", "again", value));
            assertEquals("+OK\r\n", text(client.reply()));
            assertTrue(server.isAlive());
            assertFalse(Files.readString(errors).contains("OutOfMemoryError"), () -> said(errors));
        } finally {
            server.destroy();
            assertTrue(server.waitFor(30, TimeUnit.SECONDS), "did not end");
        }
    }

    private static ReferenceServer.Connection connect(BufferedReader output, Path errors) throws IOException {
        String line = String.valueOf(output.readLine());
        Matcher port = Pattern.compile("kv listens on \\S*:(\\d+),.*").matcher(line);
        assertTrue(port.matches(), () -> line + said(errors));
        return new ReferenceServer.Connection(
                new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port.group(1))));
    }

    private static String said(Path errors) {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
