package dev.enso.examples.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.net.Transport;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpServerTest {
    private static final int ANSWERS = 20;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void eachRoute_answersAndTheRestIsRefused(String transport) throws Exception {
        byte[] bytes = new byte[300_000];
        new Random(1).nextBytes(bytes);
        try (Enso enso =
                Enso.builder().reactors(2).transport(Transport.named(transport)).start()) {
            HttpServer server = HttpServer.serve(
                    enso, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Map.of("a", bytes));
            for (int i = 0; i < 20; i++) {
                HttpResponse<String> hello =
                        client.send(request(server, "/plaintext?x=1").build(), HttpResponse.BodyHandlers.ofString());
                assertEquals(200, hello.statusCode());
                assertEquals("Hello, World!", hello.body());
            }
            assertArrayEquals(
                    bytes,
                    client.send(request(server, "/a").build(), HttpResponse.BodyHandlers.ofByteArray())
                            .body());
            assertArrayEquals(
                    bytes,
                    client.send(
                                    request(server, "/echo")
                                            .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofByteArray())
                            .body());
            assertEquals(404, status(request(server, "/b")));
            assertEquals(405, status(request(server, "/echo")));
            assertEquals(
                    413,
                    status(request(server, "/echo")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[HttpServer.LARGEST + 1]))));
            assertTrue(enso.close(Duration.ofSeconds(20)).isClean());
        }
    }

    @Test
    void peerThatReadsSlowly_getsAllItsAnswersBeforeTheEnd() throws Exception {
        try (Enso enso = Enso.builder().reactors(1).start();
                Socket peer = new Socket()) {
            HttpServer server = HttpServer.serve(
                    enso,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    Map.of("a", new byte[HttpServer.LARGEST]));
            peer.setReceiveBufferSize(4096);
            peer.connect(server.address());
            // All in one segment, so that they are read together.
            peer.getOutputStream()
                    .write("GET /a HTTP/1.1\r\nHost: a\r\n\r\n".repeat(ANSWERS).getBytes(US_ASCII));
            InputStream in = peer.getInputStream();
            assertEquals('H', in.read());
            CompletableFuture<List<String>> left = CompletableFuture.supplyAsync(() -> {
                try {
                    return server.drain(Duration.ofSeconds(30));
                } catch (InterruptedException e) {
                    throw new CompletionException(e);
                }
            });
            long bytes = 1 + in.transferTo(OutputStream.nullOutputStream());
            assertTrue(bytes > (long) ANSWERS * HttpServer.LARGEST, () -> bytes + " bytes");
            assertEquals(List.of(), left.get(30, TimeUnit.SECONDS));
            assertThrows(ConnectException.class, () -> new Socket().connect(server.address()));
        }
    }

    @Test
    void whatIsNotUnderstood_isSaidAndEndsTheConnection() throws Exception {
        try (Enso enso = Enso.builder().reactors(1).start();
                Socket peer = new Socket()) {
            HttpServer server =
                    HttpServer.serve(enso, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), Map.of());
            peer.connect(server.address());
            peer.getOutputStream().write("what?\r\n\r\n".getBytes(US_ASCII));
            String answer = new String(peer.getInputStream().readAllBytes(), US_ASCII);
            assertTrue(answer.startsWith("HTTP/1.1 400 "), answer);
        }
    }

    @Test
    void files_areTheSmallOnesOfTheFolder(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("small"), "small");
        Files.write(folder.resolve("large"), new byte[HttpServer.LARGEST + 1]);
        Files.createDirectory(folder.resolve("folder"));
        Map<String, byte[]> files = HttpServer.files(folder);
        assertEquals(1, files.size());
        assertEquals("small", new String(files.get("small")));
    }

    private int status(HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private static HttpRequest.Builder request(HttpServer server, String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.address().getPort() + path));
    }
}
