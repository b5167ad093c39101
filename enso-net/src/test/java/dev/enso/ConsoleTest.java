package dev.enso;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.core.Stream;
import dev.enso.reactor.Roles;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import dev.enso.timers.Timers;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.BindException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(60)
class ConsoleTest {
    private final List<String> failures = new ArrayList<>();

    @TempDir
    private Path folder;

    private Path socket;
    private Enso enso;

    @BeforeEach
    void start() throws IOException {
        socket = folder.resolve("enso.sock");
        enso = Enso.builder()
                .roles(Roles.symmetric(2))
                .failures((reactor, what, failure) -> {
                    synchronized (failures) {
                        failures.add(what + ": " + failure);
                    }
                })
                .start();
    }

    @AfterEach
    void close() {
        assertTrue(enso.close(Duration.ofSeconds(5)).isClean());
        assertEquals(List.of(), failures);
    }

    private String ask(String line) throws Exception {
        return enso.spawn(Console.of(enso).answer(line)).get();
    }

    /** One that blocks, as a shell's would. */
    private final class Client implements AutoCloseable {
        private final SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket));
        private final BufferedReader in = new BufferedReader(Channels.newReader(channel, UTF_8));

        Client() throws IOException {}

        void type(String text) throws IOException {
            ByteBuffer bytes = UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        }

        List<String> answer() throws IOException {
            List<String> lines = new ArrayList<>();
            String first = in.readLine();
            lines.add(first);
            if (first != null && first.startsWith("ok ")) {
                for (int left = Integer.parseInt(first.substring(3)); left > 0; left--) {
                    lines.add(in.readLine());
                }
            }
            return lines;
        }

        List<String> ask(String line) throws IOException {
            type(line + "\n");
            return answer();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Test
    void commands_showTheNode() throws Exception {
        Task<?> napper =
                enso.reactors().get(1).spawn(TaskOptions.named("napper").service(), Timers.sleep(Duration.ofDays(1)));
        enso.console(socket);
        try (Client client = new Client()) {
            assertTrue(client.ask("help").get(1).startsWith("help"));
            List<String> picture = client.ask("describe");
            while (!picture.contains("    cursors 0, timers 1, connections 0")
                    && !picture.contains("    cursors 0, timers 1, connections 1")) {
                // The napper has not been polled yet, and arms its timer then; the test has its limit.
                picture = client.ask("describe");
            }
            String last = picture.toString();
            assertTrue(picture.stream().anyMatch(line -> line.contains("napper")), last);
            List<String> tasks = client.ask("list 1 task");
            String id = Long.toHexString(napper.id());
            assertTrue(tasks.stream().anyMatch(line -> line.startsWith(id + " TASKS/TASK 'napper'")), tasks.toString());
            assertTrue(client.ask("show " + id).get(1).contains("napper"));
            assertTrue(client.ask("dump 1").get(1).startsWith("Reactor[enso-1, open"));
            assertEquals(List.of("ok 1", "  enso-0  synced"), client.ask("sync 0"));
            assertEquals(2, client.ask("seq 10").size());
            assertEquals("ok 1", client.ask("register nap " + id + " R").get(0));
            List<String> found = client.ask("lookup nap");
            assertTrue(found.get(1).contains(id), found.toString());
            assertEquals(List.of("ok 1", "unregistered"), client.ask("unregister nap"));
            assertTrue(client.ask("lookup nap").get(0).startsWith("error "));
        }
    }

    @Test
    void spawn_startsWhatIsOfferedAndJoinWaitsForIt() throws Exception {
        Console console = Console.of(enso).offer("answer", () -> Future.of(42));
        Task<String> started = enso.spawn(console.answer("spawn answer 1"));
        String[] lines = started.get().split("\n");
        assertEquals("ok 1", lines[0]);
        assertTrue(lines[1].contains("answer["), lines[1]);
        assertTrue(enso.spawn(console.answer("spawn other")).get().startsWith("error this program offers no work"));
        assertThrows(IllegalArgumentException.class, () -> console.offer("two words", () -> Future.of(1)));
    }

    @ParameterizedTest
    @CsvSource({
        "'', the line ends where a command was expected; help shows them",
        "nosuch, 'no such command: ''nosuch'''",
        "show, usage: show ID|NAME",
        "show ffffffffffffffff, is no id",
        "show 7fffffffffffffff, error",
        "show nobody!, nothing was registered as 'nobody!'",
        "dump 2, REACTOR is a number from 0 to 1: '2'",
        "dump 999999999, REACTOR is a number from 0 to 1",
        "seq 0, COUNT is a number from 1 to 1024",
        "seq 99999999999999999999, COUNT is a number",
        "register a b c, 'rights are one of [R, W, RW]: ''c'''",
        "spawn x, this program offers no work 'x'",
        "send 0 x, error",
        "join zz, an id is a hexadecimal number",
    })
    void misuse_isAnsweredWithWhatToDo(String line, String message) throws Exception {
        String answer = ask(line);
        assertTrue(answer.startsWith("error "), answer);
        assertTrue(answer.contains(message.replace("; help shows them", "")), answer);
        assertEquals(1, answer.lines().count(), answer);
    }

    @Test
    void socket_belongsToTheOwnerFromTheBeginning() throws Exception {
        enso.console(socket);
        assertEquals(PosixFilePermissions.fromString("rw-------"), Files.getPosixFilePermissions(socket));
        try (java.util.stream.Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(socket), files.toList(), "nothing else is left in the directory");
        }
    }

    @Test
    void fileThatExists_isLeftAlone() throws Exception {
        Files.writeString(socket, "mine");
        BindException refused = assertThrows(BindException.class, () -> enso.console(socket));
        assertTrue(refused.getMessage().contains("there is a file of that name already"), refused.getMessage());
        assertEquals("mine", Files.readString(socket));
        try (java.util.stream.Stream<Path> files = Files.list(folder)) {
            assertEquals(List.of(socket), files.toList());
        }
    }

    @Test
    void close_takesTheSocketAway() throws Exception {
        Console console = enso.console(socket);
        console.close();
        console.close();
        assertFalse(Files.exists(socket));
        enso.console(socket);
        enso.close();
        assertFalse(Files.exists(socket), "closing the node closes its console");
    }

    @Test
    void readerAndWriter_areAConsoleToo() throws Exception {
        StringWriter out = new StringWriter();
        Console.of(enso).converse(new BufferedReader(new StringReader("seq\nnosuch\n")), new PrintWriter(out));
        List<String> lines = out.toString().lines().toList();
        assertEquals(3, lines.size(), out.toString());
        assertEquals("ok 1", lines.get(0));
        assertTrue(lines.get(2).startsWith("error no such command"));
    }

    @Test
    void lineThatIsTooLong_isRefusedAndOthersGoOn() throws Exception {
        enso.console(socket);
        try (Client one = new Client();
                Client other = new Client()) {
            one.type("x".repeat(Console.LINE + 1) + "\n");
            assertEquals("error a line has at most 1024 bytes", one.answer().get(0));
            assertEquals(null, one.in.readLine());
            assertEquals(2, other.ask("seq").size());
        }
    }

    /** Garbage of all kinds from many clients; afterwards the console answers, and the reactors do. */
    @Test
    void garbage_harmsNobody() throws Exception {
        long seed = Long.getLong("enso.seed", 42);
        int rounds = Boolean.getBoolean("enso.long") ? 20_000 : 300;
        SplittableRandom random = new SplittableRandom(seed);
        String[] words = {
            "help",
            "describe",
            "list",
            "show",
            "dump",
            "register",
            "unregister",
            "lookup",
            "spawn",
            "join",
            "send",
            "sync",
            "seq",
            "ring",
            "cursor",
            "take",
            "split",
            "merge",
            "migrate",
            "close",
            "timer",
            "cancel",
            "reactor",
            "io",
            "start",
            "stop",
            "share",
            "0",
            "1",
            "2",
            "-1",
            "ffffffffffffffff",
            "4000000000000000",
            "TASK",
            "R",
            "x",
            "\u0000",
            "\u001b[2J",
            "%s%n",
            "9999999999",
            "é",
            "\uD83D\uDE00",
            "a".repeat(500)
        };
        CompletableFuture<Integer> gate = new CompletableFuture<>();
        enso.console(socket).offer("wait", () -> Future.from(gate));
        Task<?> napper =
                enso.reactors().get(1).spawn(TaskOptions.named("napper").service(), Timers.sleep(Duration.ofDays(1)));
        List<Client> clients = new ArrayList<>();
        try {
            for (int round = 0; round < rounds; round++) {
                if (clients.size() < 20) {
                    clients.add(new Client());
                }
                Client client = clients.get(random.nextInt(clients.size()));
                int kind = random.nextInt(10);
                if (kind == 0) {
                    clients.remove(client);
                    client.close();
                } else if (kind == 1) {
                    byte[] bytes = new byte[random.nextInt(300)];
                    random.nextBytes(bytes);
                    client.channel.configureBlocking(false);
                    client.channel.write(ByteBuffer.wrap(bytes));
                } else if (kind == 2) {
                    // Nothing is wrong with it, but that it comes again and again.
                    String[] lines = {
                        "spawn wait 1\n",
                        "register n" + random.nextInt(1000) + " " + Long.toHexString(napper.id()) + " R\n",
                        "seq 1024 0\n",
                        "timer 1ms wait 1\n"
                    };
                    write(client, lines[random.nextInt(lines.length)], clients);
                } else {
                    StringBuilder line = new StringBuilder();
                    for (int i = random.nextInt(5); i >= 0; i--) {
                        line.append(words[random.nextInt(words.length)]).append(random.nextInt(9) == 0 ? "\n" : " ");
                    }
                    write(
                            client,
                            line.append(random.nextInt(4) == 0 ? "" : "\n").toString(),
                            clients);
                }
            }
            try (Client sane = new Client()) {
                assertEquals(2, sane.ask("seq").size());
                assertEquals(3, sane.ask("sync").size());
                long waiting = sane.ask("list 1 TASK").stream()
                        .filter(line -> line.contains("'wait'"))
                        .count();
                // Timers that were armed before come on top.
                assertTrue(waiting < 2 * 1000 + clients.size(), waiting + " tasks");
            }
        } catch (AssertionError | IOException failure) {
            throw new AssertionError("seed " + seed, failure);
        } finally {
            gate.complete(1);
            for (Client client : clients) {
                client.close();
            }
        }
    }

    private static void write(Client client, String text, List<Client> clients) throws IOException {
        client.channel.configureBlocking(false);
        try {
            client.channel.write(UTF_8.encode(text));
        } catch (IOException cut) {
            clients.remove(client); // it had typed a line that was too long
            client.close();
        }
    }

    /** It asks for much and reads nothing: its own answers wait, and nobody else does. */
    @Test
    void clientThatNeverReads_holdsUpNobody() throws Exception {
        for (int i = 0; i < 2_000; i++) {
            enso.reactors()
                    .get(i % 2)
                    .spawn(TaskOptions.named("idle-" + i).service(), Timers.sleep(Duration.ofDays(1)));
        }
        enso.console(socket);
        try (Client silent = new Client()) {
            silent.channel.configureBlocking(false);
            for (int i = 0; i < 100; i++) {
                silent.channel.write(UTF_8.encode("list\n"));
            }
            try (Client other = new Client()) {
                for (int i = 0; i < 3; i++) {
                    List<String> tasks = other.ask("list 0 TASK");
                    assertTrue(tasks.size() > 1000, "only " + tasks.size());
                }
            }
        }
        assertEquals(42, enso.spawn(Stream.of(42).first()).get());
    }
}
