package dev.enso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.net.Framing;
import dev.enso.net.Migrating;
import dev.enso.reactor.Placement;
import dev.enso.reactor.Rebalancing;
import dev.enso.reactor.Role;
import dev.enso.reactor.Roles;
import dev.enso.timers.Timers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The code of {@code docs/node.md}, compiled and run. */
@Timeout(60)
class NodeGuideTest {
    private static final Path GUIDE = Path.of("../docs/node.md");
    private static final Path THIS = Path.of("src/test/java/dev/enso/NodeGuideTest.java");

    @Test
    void roles_makeANode() {
        Roles roles = Roles.none().net(2).tasks(4).timers(1); // reactors 0 and 1, 2 to 5, and 6
        Enso enso = Enso.builder().roles(roles).start();
        assertTrue(enso.describe().startsWith("7 reactors\n  enso-0  NET  "), enso.describe());
        long account = 42;
        Future<Long> work = Future.of(account);
        Placement shards = Placement.byKey(enso.reactors().with(Role.TASK));
        shards.select(account).spawn("account " + account, work);
        assertSame(shards.select(account), shards.select(account));
        enso.close();
    }

    @Test
    void connections_moveBetweenTwoRequests() throws Exception {
        Framing lines = Framing.lines(1024);
        Enso node = Enso.builder().reactors(2).rebalancing(Rebalancing::among).start();
        node.serve(0, connection -> Migrating.serve(connection, lines, (at, line) -> at.send(shout(line))));
        assertTrue(node.describe().startsWith("2 reactors, rebalancing: 0 moves advised"), node.describe());
        node.close();
    }

    private static ByteBuffer shout(ByteBuffer line) {
        return UTF_8.encode(UTF_8.decode(line).toString().toUpperCase(Locale.ROOT) + "\n");
    }

    @Test
    void console_listens() throws Exception {
        try (Enso enso = Enso.builder().reactors(1).start()) {
            Console console = Console.of(enso)
                    .offer("nap", () -> Timers.sleep(Duration.ofSeconds(1)))
                    .listen(Path.of("enso.sock"));
            assertTrue(enso.spawn(console.answer("help")).get().contains("offered to spawn: nap"));
            console.close();
        }
    }

    @Test
    void guide_showsTheCodeThatIsCompiledHere() throws IOException {
        String compiled = Files.readString(THIS).replaceAll("\\s", "");
        StringBuilder block = new StringBuilder();
        boolean inCode = false;
        int blocks = 0;
        for (String line : Files.readAllLines(GUIDE)) {
            if (line.startsWith("```")) {
                if (inCode) {
                    assertTrue(compiled.contains(block.toString().replaceAll("\\s", "")), block::toString);
                    block.setLength(0);
                    blocks++;
                }
                inCode = line.equals("```java");
            } else if (inCode) {
                block.append(line).append('\n');
            }
        }
        assertFalse(inCode);
        assertEquals(4, blocks);
    }
}
