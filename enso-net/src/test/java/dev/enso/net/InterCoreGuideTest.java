package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.core.Future;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.InterCore;
import dev.enso.reactor.Line;
import dev.enso.reactor.Listing;
import dev.enso.reactor.ObjectInfo;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Remote;
import dev.enso.reactor.Rights;
import dev.enso.reactor.TaskOptions;
import dev.enso.reactor.Verb;
import dev.enso.timers.Timers;
import java.io.DataInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code of {@code docs/intercore.md}, compiled and run. */
@Timeout(60)
class InterCoreGuideTest {
    private static final Path GUIDE = Path.of("../docs/intercore.md");
    private static final Path THIS = Path.of("src/test/java/dev/enso/net/InterCoreGuideTest.java");

    private final Enso enso =
            Enso.builder().reactors(2).affinity(Affinity.none()).start();

    @AfterEach
    void close() {
        enso.close(Duration.ofSeconds(1));
    }

    private <T> T answer(Future<T> future) throws Exception {
        return enso.reactors().get(0).spawn(future).get(Duration.ofSeconds(20));
    }

    @Test
    void verbs_areAskedByTasksAndByThreads() throws Exception {
        InterCore node = enso.interCore();
        Remote there = node.at(1);
        Future<Integer> answer = there.spawn(TaskOptions.named("sum"), Future.call(() -> 20 + 22))
                .then(task -> task.join());
        assertEquals(42, answer(answer));
        CompletionStage<Listing> stage = there.stage(there.list());
        Listing listing = stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertEquals("enso-1", listing.reactor());
    }

    @Test
    void verbOfOnesOwn_isServed() throws Exception {
        InterCore node = enso.interCore();
        Verb<String, Integer> length = Verb.of("length", "counts the letters of a word");
        node.serve(length, (at, word) -> word.length());
        Future<Integer> letters = node.at(1).ask(length, "ensō");
        assertEquals(4, answer(letters));
        Line<String, Integer> line = node.at(1).line(length);
        Future<Integer> first = line.ask("one");
        assertEquals(3, answer(first));
    }

    @Test
    void names_leadToObjects() throws Exception {
        InterCore node = enso.interCore();
        Remote there = node.at(1);
        Future<Object> work = Timers.sleep(Duration.ofDays(1)).map(nothing -> "rested");
        Future<ObjectInfo> found = there.spawn(TaskOptions.named("worker").service(), work)
                .then(task -> there.register("worker", task.id(), Rights.R))
                .then(name -> node.lookUp("worker"));
        ObjectInfo info = answer(found);
        assertEquals(1, info.owner());
        assertEquals(Rights.R, info.rights());
    }

    @Test
    void reactor_stopsAndAnotherStarts() throws Exception {
        InterCore node = enso.interCore();
        Reactor before = enso.reactors().get(1);
        CompletionStage<Void> done = node.stop(1, Duration.ofSeconds(5)).thenRun(() -> node.start(1));
        done.toCompletableFuture().get(20, TimeUnit.SECONDS);
        assertFalse(before == enso.reactors().get(1));
        answer(node.at(1).sync());
    }

    @Test
    void connection_moves() throws Exception {
        InterCore node = enso.interCore();
        Server server = enso.serve(
                0, connection -> RemoteSockets.at(node.at(1)).move(connection, moved -> moved.writeAll(moved.input())));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write(new byte[] {1, 2, 3});
            byte[] back = new byte[3];
            new DataInputStream(socket.getInputStream()).readFully(back);
            assertArrayEquals(new byte[] {1, 2, 3}, back);
        }
    }

    /** Whatever its line breaks: the formatter sets them otherwise. */
    @Test
    void guide_showsOnlyCodeOfThisClass() throws Exception {
        String compiled = Files.readString(THIS).replaceAll("\\s", "");
        boolean inCode = false;
        StringBuilder block = new StringBuilder();
        int blocks = 0;
        for (String line : Files.readAllLines(GUIDE)) {
            if (line.startsWith("```")) {
                if (inCode) {
                    String code = block.toString().replaceAll("\\s", "");
                    assertTrue(compiled.contains(code), block::toString);
                    block.setLength(0);
                    blocks++;
                }
                inCode = line.equals("```java");
            } else if (inCode) {
                block.append(line).append('\n');
            }
        }
        assertFalse(inCode);
        assertEquals(7, blocks);
    }
}
