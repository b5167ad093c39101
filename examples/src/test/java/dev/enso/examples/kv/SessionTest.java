package dev.enso.examples.kv;

import static dev.enso.examples.kv.InMemoryServer.command;
import static dev.enso.examples.kv.InMemoryServer.take;
import static dev.enso.examples.kv.InMemoryServer.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionTest {
    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void replies_comeInTheOrderOfTheCommandsWhateverShardAnswersFirst(int shards) {
        for (long seed = 0; seed < 50; seed++) {
            InMemoryServer server = new InMemoryServer(shards, seed);
            Session session = server.connect((int) (seed % shards));
            ByteArrayOutputStream input = new ByteArrayOutputStream();
            StringBuilder expected = new StringBuilder();
            SplittableRandom random = new SplittableRandom(seed);
            for (int i = 0; i < 200; i++) {
                switch (random.nextInt(5)) {
                    case 0 -> {
                        input.writeBytes(command("ECHO", i));
                        expected.append(bulk("" + i));
                    }
                    case 1 -> {
                        input.writeBytes(command("SET", "a" + i, i));
                        input.writeBytes(command("GET", "a" + i));
                        expected.append("+OK\r\n").append(bulk("" + i));
                    }
                    case 2 -> {
                        input.writeBytes(command("MSET", "b" + i, i, "c" + i, -i, "d" + i, 0));
                        input.writeBytes(command("MGET", "d" + i, "c" + i, "no", "b" + i));
                        expected.append("+OK\r\n*4\r\n$1\r\n0\r\n").append(bulk("" + -i));
                        expected.append("$-1\r\n").append(bulk("" + i));
                    }
                    case 3 -> {
                        input.writeBytes(command("SET", "from" + i, i));
                        input.writeBytes(command("RENAME", "from" + i, "to" + i));
                        input.writeBytes(command("GET", "to" + i));
                        input.writeBytes(command("EXISTS", "from" + i, "to" + i));
                        expected.append("+OK\r\n+OK\r\n").append(bulk("" + i)).append(":1\r\n");
                    }
                    default -> {
                        input.writeBytes(command("MSETNX", "m" + i, i, "n" + i, i));
                        input.writeBytes(command("MSETNX", "x" + i, i, "n" + i, i));
                        input.writeBytes(command("GET", "n" + i));
                        input.writeBytes(command("GET", "x" + i));
                        expected.append(":1\r\n:0\r\n").append(bulk("" + i)).append("$-1\r\n");
                    }
                }
            }
            assertEquals(expected.toString(), text(server.exchange(session, input.toByteArray())), "seed " + seed);
        }
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text + "\r\n";
    }

    @Test
    void replies_areTheSameHoweverTheInputIsSplit() {
        String input =
                "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\nINCR a\r\n*3\r\n$4\r\nMGET\r\n$1\r\na\r\n$1\r\nb\r\nfoo\r\n";
        String expected =
                "+OK\r\n:2\r\n*2\r\n$1\r\n2\r\n$-1\r\n-ERR unknown command 'foo', with args beginning with: \r\n";
        for (int at = 0; at <= input.length(); at++) {
            InMemoryServer server = new InMemoryServer(3, at);
            Session session = server.connect(0);
            String found =
                    server.exchange(session, input.substring(0, at)) + server.exchange(session, input.substring(at));
            assertEquals(expected, found, "split at " + at);
        }
    }

    @Test
    void protocolError_followsTheRepliesBeforeItAndEndsTheConnection() {
        InMemoryServer server = new InMemoryServer(4, 1);
        Session session = server.connect(0);
        Session other = server.connect(0);
        String found = server.exchange(session, "SET a 1\r\nSET b 2\r\nSET c 3\r\n*1\r\n$-5\r\nPING\r\n");
        assertEquals("+OK\r\n+OK\r\n+OK\r\n-ERR Protocol error: invalid bulk length\r\n", found);
        assertTrue(session.isFinished());
        assertFalse(session.wantsInput());
        assertEquals("", server.exchange(session, "PING\r\n"));
        assertEquals("+PONG\r\n", server.exchange(other, "PING\r\n"));
    }

    @Test
    void quit_answersAndDropsWhatFollows() {
        InMemoryServer server = new InMemoryServer(4, 1);
        Session session = server.connect(0);
        assertEquals("+OK\r\n+OK\r\n", server.exchange(session, "SET a 1\r\nQUIT\r\nSET a 2\r\n"));
        assertTrue(session.isFinished());
    }

    @Test
    void endInput_answersWhatWasSentAndDropsAPartialCommand() {
        Limits narrow = new Limits(1 << 20, 100, 1000, 1 << 20, 1 << 20, 10_000, 2);
        InMemoryServer server = new InMemoryServer(4, 1, 1, narrow, Long.MAX_VALUE);
        Session session = server.connect(0);
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < 50; i++) {
            input.append("SET k").append(i).append(" v\r\n");
        }
        session.receive(bytes(input + "SET half"));
        session.endInput();
        assertFalse(session.isFinished());
        server.settle();
        assertEquals("+OK\r\n".repeat(50), text(take(session)));
        assertTrue(session.isFinished());
    }

    @Test
    void wantsInput_isFalseWhileRepliesPileUpAndTheirMemoryIsBounded() {
        InMemoryServer server = new InMemoryServer(2, 1);
        Session session = server.connect(0);
        int size = 200_000;
        server.exchange(session, command("SET", "a", "x".repeat(size)));
        server.exchange(session, command("SET", "b", "x".repeat(size)));
        int sent = 0;
        while (session.wantsInput() && sent < 10_000) {
            session.receive(ByteBuffer.wrap(command("GET", sent++ % 2 == 0 ? "a" : "b")));
            server.settle();
        }
        assertTrue(sent < 20, "took " + sent + " commands");
        assertTrue(session.out().size() < InMemoryServer.LIMITS.replyBudget() + size + 17);
        int received = 0;
        while (!session.out().isEmpty()) {
            received += take(session).length;
            session.run();
            server.settle();
        }
        assertEquals(sent * (long) bulk("x".repeat(size)).length(), received);
        assertTrue(session.wantsInput());
    }

    /** Before the first answers are back nobody knows how large they are. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aPipelineOfLargeReplies_isHandedOutAsTheClientReads(long seed) {
        InMemoryServer server = new InMemoryServer(3, seed, 10_000, InMemoryServer.LIMITS, Long.MAX_VALUE);
        Session session = server.connect(0);
        int size = 500_000;
        String[] keys = {"a", "b", "c", "d"};
        for (String key : keys) {
            server.exchange(session, command("SET", key, key.repeat(size)));
        }
        ByteArrayOutputStream pipeline = new ByteArrayOutputStream();
        int commands = 60;
        for (int i = 0; i < commands; i++) {
            pipeline.writeBytes(command("GET", keys[i % keys.length]));
        }
        session.receive(ByteBuffer.wrap(pipeline.toByteArray()));
        server.settle();
        int most =
                InMemoryServer.LIMITS.replyBudget() + bulk(keys[0].repeat(size)).length();
        for (int i = 0; i < commands; ) {
            assertTrue(
                    session.out().size() < most, "replies of " + session.out().size() + " bytes wait");
            String found = text(take(session));
            StringBuilder expected = new StringBuilder();
            while (expected.length() < found.length()) {
                expected.append(bulk(keys[i++ % keys.length].repeat(size)));
            }
            assertEquals(expected.toString(), found, "up to command " + i);
            session.run();
            server.settle();
        }
        assertTrue(session.out().isEmpty());
        assertTrue(session.wantsInput());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SET a short",
                "APPEND a x",
                "SETRANGE a 3 yyy",
                "SETRANGE a 50000 yyy",
                "DEL a",
                "GETDEL a",
                "RENAME a b",
                "FLUSHALL"
            })
    void aLargeReplyThatWaits_isThatOfItsMoment(String change) {
        String value = "v".repeat(40_000);
        for (long seed = 0; seed < 10; seed++) {
            InMemoryServer server = new InMemoryServer(3, seed);
            Session writer = server.connect(1);
            server.exchange(writer, command("SET", "a", value));
            // No key is of one shard with all others, so that some replies have to wait for those before them.
            Session session = server.connect(0);
            session.receive(bytes("GET x\r\nGET y\r\nGET z\r\nGET a\r\nGETRANGE a 1 30000\r\n" + change + "\r\n"));
            server.settle();
            String found = text(take(session));
            String none = "$-1\r\n";
            assertTrue(
                    found.startsWith(none.repeat(3) + bulk(value) + bulk(value.substring(1, 30_001))),
                    "seed " + seed + ": " + found.length() + " bytes");
        }
    }

    @Test
    void aCommandBeyondTheInputLimit_isRefused() {
        Limits limits = new Limits(1 << 20, 100, 1000, 4096, 1000, 1000, 16);
        InMemoryServer server = new InMemoryServer(1, 1, 4, limits, Long.MAX_VALUE);
        Session session = server.connect(0);
        String found = server.exchange(session, "*2\r\n$4\r\nECHO\r\n$100000\r\n" + "x".repeat(5000));
        assertEquals("-ERR Protocol error: a command of more than 4096 bytes\r\n", found);
        assertTrue(session.isFinished());
    }

    @Test
    void close_withLegsUnderWay_finishesThemAndDropsTheReplies() {
        for (long seed = 0; seed < 20; seed++) {
            InMemoryServer server = new InMemoryServer(4, seed);
            Session session = server.connect(0);
            for (int i = 0; i < 8; i++) {
                server.exchange(session, "SET from" + i + " x\r\n");
            }
            Session victim = server.connect(1);
            StringBuilder input = new StringBuilder();
            for (int i = 0; i < 8; i++) {
                input.append("RENAME from").append(i).append(" to").append(i).append("\r\n");
            }
            victim.receive(bytes(input.toString()));
            for (int i = 0; i < seed; i++) {
                server.step();
            }
            victim.close();
            server.settle();
            assertTrue(victim.out().isEmpty());
            assertTrue(victim.isFinished());
            assertEquals(":8\r\n", server.exchange(session, "DBSIZE\r\n"), "a value was lost; seed " + seed);
        }
    }

    @Test
    void publish_reachesSubscribersOfAllReactorsOnceForEachSubscription() {
        InMemoryServer server = new InMemoryServer(3, 1);
        Session[] subscribers = {server.connect(0), server.connect(1), server.connect(2)};
        for (Session subscriber : subscribers) {
            server.exchange(subscriber, "SUBSCRIBE news\r\n");
        }
        server.exchange(subscribers[1], "PSUBSCRIBE n?ws x*\r\n");
        Session publisher = server.connect(1);
        assertEquals(":4\r\n:0\r\n", server.exchange(publisher, "PUBLISH news hello\r\nPUBLISH other x\r\n"));
        String message = "*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$5\r\nhello\r\n";
        assertEquals(message, text(take(subscribers[0])));
        assertEquals(
                message + "*4\r\n$8\r\npmessage\r\n$4\r\nn?ws\r\n$4\r\nnews\r\n$5\r\nhello\r\n",
                text(take(subscribers[1])));
        assertEquals(message, text(take(subscribers[2])));
        assertEquals(
                "*4\r\n$4\r\nnews\r\n:3\r\n$4\r\nnone\r\n:0\r\n*1\r\n$4\r\nnews\r\n:2\r\n",
                server.exchange(publisher, "PUBSUB NUMSUB news none\r\nPUBSUB CHANNELS n*\r\nPUBSUB NUMPAT\r\n"));
        for (Session subscriber : subscribers) {
            subscriber.close();
        }
        assertEquals(":0\r\n*0\r\n", server.exchange(publisher, "PUBLISH news x\r\nPUBSUB CHANNELS\r\n"));
    }

    @Test
    void subscribe_waitsForTheRepliesBeforeIt() {
        for (long seed = 0; seed < 20; seed++) {
            InMemoryServer server = new InMemoryServer(4, seed);
            Session session = server.connect(0);
            String found =
                    server.exchange(session, "SET a 1\r\nSET b 1\r\nSET c 1\r\nSUBSCRIBE ch\r\nGET a\r\nPING\r\n");
            assertEquals(
                    "+OK\r\n+OK\r\n+OK\r\n*3\r\n$9\r\nsubscribe\r\n$2\r\nch\r\n:1\r\n"
                            + "-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET"
                            + " are allowed in this context\r\n*2\r\n$4\r\npong\r\n$0\r\n\r\n",
                    found,
                    "seed " + seed);
        }
    }

    @Test
    void aSubscriberThatDoesNotRead_isCutOffAndTheOthersAreNot() {
        Limits limits = new Limits(1 << 20, 100, 1000, 1 << 20, 1000, 10_000, 16);
        InMemoryServer server = new InMemoryServer(1, 1, 4, limits, Long.MAX_VALUE);
        Session slow = server.connect(0);
        Session quick = server.connect(0);
        for (Session subscriber : new Session[] {slow, quick}) {
            server.exchange(subscriber, "SUBSCRIBE ch\r\n");
        }
        Session publisher = server.connect(0);
        for (int i = 0; i < 20; i++) {
            server.exchange(publisher, command("PUBLISH", "ch", "x".repeat(1000)));
            assertTrue(take(quick).length > 1000);
        }
        assertTrue(slow.isFinished());
        assertTrue(slow.out().isEmpty());
        assertFalse(quick.isFinished());
        slow.close();
        assertEquals(":1\r\n", server.exchange(publisher, "PUBLISH ch x\r\n"));
    }

    @Test
    void aFullStore_refusesToGrowAndStillReadsAndDeletes() {
        InMemoryServer server = new InMemoryServer(2, 1, 4, InMemoryServer.LIMITS, 200_000);
        Session session = server.connect(0);
        String last = "";
        for (int i = 0; i < 1000 && !last.startsWith("-OOM"); i++) {
            last = text(server.exchange(session, command("SET", "k" + i, "x".repeat(1000))));
        }
        assertEquals("-OOM command not allowed when used memory > 'maxmemory'.\r\n", last);
        assertTrue(server.exchange(session, "MSET k0 a k1 b k2 c k3 d\r\n").startsWith("-OOM"));
        assertTrue(server.exchange(session, "GET k0\r\n").startsWith("$1000"));
        server.exchange(session, "FLUSHALL\r\n");
        assertEquals("+OK\r\n", server.exchange(session, "SET a b\r\n"));
    }
}
