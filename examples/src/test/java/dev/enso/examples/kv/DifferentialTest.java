package dev.enso.examples.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seeded random commands to this server and to the reference server; answers are compared one by one. */
class DifferentialTest {
    private static final int COMMANDS = 4000;
    private static final int BATCH = 50;

    /** Milliseconds by which the clocks of the two servers may have moved between two looks at them. */
    private static final long SLACK_MILLIS = 20_000;

    private static @Nullable ReferenceServer reference;

    private static final String[] ALL_KEYS = {"EXISTS", "k0", "k1", "k2", "k3", "k4", "k5", "k6", "k7"};

    private static final String[] VALUES = {
        "",
        "0",
        "1",
        "-1",
        "5",
        "10",
        "007",
        "3.0",
        "abc",
        "hello world",
        "9223372036854775807",
        "-9223372036854775808",
        "9223372036854775808",
        "1e3",
        "0.1",
        "-0.25",
        "x\r\ny",
        "\0\u00ff",
        "inf",
        " 1"
    };

    private static final String[] NUMBERS = {
        "0", "1", "-1", "2", "3", "-3", "7", "100", "x", "", "9223372036854775807", "-9223372036854775808", "01"
    };

    private static final String[] SECONDS = {"5000", "100000", "0", "-1", "x", "9223372036854775807", "4000000000"};

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(ReferenceServer.isInstalled("redis-server"), "skipped: redis-server not installed");
        reference = ReferenceServer.start(
                "--proto-max-bulk-len", String.valueOf(InMemoryServer.LIMITS.maxBulk()), "--databases", "1");
    }

    @AfterAll
    static void stop() {
        if (reference != null) {
            reference.close();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void randomCommands_areAnsweredAsByTheReferenceServer(long seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        InMemoryServer server = new InMemoryServer(
                1 + (int) seed % 4, seed, 4, InMemoryServer.LIMITS, Long.MAX_VALUE, System.currentTimeMillis());
        Session session = server.connect(0);
        List<String> history = new ArrayList<>();
        ReferenceServer running = reference;
        if (running == null) {
            throw new AssertionError("the reference server was not started");
        }
        try (ReferenceServer.Connection connection = running.connect()) {
            connection.send(InMemoryServer.command("FLUSHALL"));
            connection.reply();
            for (int sent = 0; sent < COMMANDS; sent += BATCH) {
                List<String[]> batch = new ArrayList<>();
                ReplyBuffer bytes = new ReplyBuffer();
                for (int i = 0; i < BATCH; i++) {
                    String[] command = randomCommand(random);
                    if (command[0].equals("DBSIZE")) {
                        // The reference server counts keys past their end until somebody looks at them.
                        add(ALL_KEYS, batch, bytes);
                    }
                    add(command, batch, bytes);
                }
                connection.send(bytes.toArray());
                ByteBuffer answers = ByteBuffer.wrap(server.exchange(session, bytes.toArray()));
                for (String[] command : batch) {
                    history.add(Arrays.toString(command));
                    compare(command, connection.reply(), answers, "seed " + seed + ", last of " + tail(history));
                }
                assertEquals(0, answers.remaining(), "more answers than commands");
            }
        }
    }

    private static void add(String[] command, List<String[]> batch, ReplyBuffer bytes) {
        byte[] encoded = InMemoryServer.command((Object[]) command);
        bytes.raw(encoded, 0, encoded.length);
        batch.add(command);
    }

    private static List<String> tail(List<String> history) {
        return history.subList(Math.max(0, history.size() - 12), history.size());
    }

    private static void compare(String[] command, byte[] expected, ByteBuffer answers, String where) {
        String wanted = InMemoryServer.text(expected);
        String found = InMemoryServer.text(oneReply(answers));
        switch (command[0]) {
            case "TTL", "EXPIRETIME" -> assertClose(wanted, found, SLACK_MILLIS / 1000, where);
            case "PTTL", "PEXPIRETIME" -> assertClose(wanted, found, SLACK_MILLIS, where);
            case "KEYS" -> assertEquals(sorted(wanted), sorted(found), where);
            case "RANDOMKEY" -> assertEquals(wanted.equals("$-1\r\n"), found.equals("$-1\r\n"), where);
            default -> assertEquals(wanted, found, where);
        }
    }

    private static byte[] oneReply(ByteBuffer answers) {
        int start = answers.position();
        skip(answers);
        byte[] reply = new byte[answers.position() - start];
        answers.get(start, reply);
        return reply;
    }

    private static void skip(ByteBuffer answers) {
        StringBuilder line = new StringBuilder();
        char c;
        while ((c = (char) answers.get()) != '\n') {
            line.append(c);
        }
        int number = line.charAt(0) == '$' || line.charAt(0) == '*'
                ? Integer.parseInt(line.substring(1, line.length() - 1))
                : 0;
        if (line.charAt(0) == '$' && number >= 0) {
            answers.position(answers.position() + number + 2);
        }
        for (int i = 0; line.charAt(0) == '*' && i < number; i++) {
            skip(answers);
        }
    }

    private static void assertClose(String wanted, String found, long slack, String where) {
        if (!wanted.startsWith(":") || !found.startsWith(":")) {
            assertEquals(wanted, found, where);
            return;
        }
        long expected = Long.parseLong(wanted.trim().substring(1));
        long actual = Long.parseLong(found.trim().substring(1));
        assertTrue(
                expected < 0 ? expected == actual : Math.abs(expected - actual) <= slack,
                () -> wanted + " is not " + found + ": " + where);
    }

    private static List<String> sorted(String reply) {
        List<String> parts = new ArrayList<>(List.of(reply.split("\r\n")));
        Collections.sort(parts);
        return parts;
    }

    private static String[] randomCommand(SplittableRandom random) {
        if (random.nextInt(40) == 0) {
            return anyArguments(random);
        }
        String k = key(random);
        return switch (random.nextInt(40)) {
            case 0, 1, 2, 3 -> line("GET", k);
            case 4, 5, 6 -> line("SET", k, value(random));
            case 7, 8, 9 -> set(random, k);
            case 10 -> line("SETNX", k, value(random));
            case 11 -> line(random.nextBoolean() ? "SETEX" : "PSETEX", k, seconds(random), value(random));
            case 12 -> line("GETSET", k, value(random));
            case 13 -> line("GETDEL", k);
            case 14 -> line("GETEX", k);
            case 15 -> line("GETEX", k, pick(random, "EX", "PX", "EXAT", "PXAT", "PERSIST", "NX"), seconds(random));
            case 16 -> line("GETEX", k, pick(random, "PERSIST", "persist", "KEEPTTL"));
            case 17 -> line("STRLEN", k);
            case 18 -> line("APPEND", k, value(random));
            case 19, 20 -> line(pick(random, "INCR", "DECR"), k);
            case 21 -> line(pick(random, "INCRBY", "DECRBY"), k, number(random));
            case 22 -> line("INCRBYFLOAT", k, pick(random, VALUES));
            case 23 -> line("GETRANGE", k, number(random), number(random));
            case 24 -> line("SETRANGE", k, pick(random, "0", "1", "5", "40", "-1", "x", "8388608"), value(random));
            case 25, 26 -> expire(random, k);
            case 27 -> line(pick(random, "TTL", "PTTL", "EXPIRETIME", "PEXPIRETIME"), k);
            case 28 -> line("PERSIST", k);
            case 29 -> line("TYPE", k);
            case 30 -> line("RENAME", k, key(random));
            case 31 -> line(pick(random, "MSET", "MSETNX"), k, value(random), key(random), value(random));
            case 32 -> line("MGET", k, key(random), key(random), k);
            case 33 -> line(pick(random, "DEL", "UNLINK"), k, key(random));
            case 34 -> line(pick(random, "EXISTS", "TOUCH"), k, key(random), k);
            case 35 -> line("DBSIZE");
            case 36 -> line("KEYS", pick(random, "*", "k?", "k[1-3]", "k[^1]", "*1", "\\k1"));
            case 37 -> line("RANDOMKEY");
            case 38 -> random.nextInt(20) == 0 ? line("FLUSHALL") : line("ECHO", value(random));
            default -> line("PUBLISH", k, value(random));
        };
    }

    private static String[] set(SplittableRandom random, String k) {
        List<String> line = new ArrayList<>(List.of("SET", k, value(random)));
        for (int i = random.nextInt(3); i >= 0; i--) {
            String option = pick(random, "NX", "XX", "get", "KEEPTTL", "EX", "PX", "EXAT", "PXAT", "ex", "foo");
            line.add(option);
            if (option.toUpperCase(Locale.ROOT).matches("P?X(AT)?|EX(AT)?") && random.nextInt(10) > 0) {
                line.add(seconds(random));
            }
        }
        return line.toArray(new String[0]);
    }

    private static String[] expire(SplittableRandom random, String k) {
        String name = pick(random, "EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT");
        // Few times are equal, so that the moment between the two servers does not decide what GT and LT answer.
        String time = random.nextBoolean()
                ? String.valueOf(random.nextLong(100_000, 4_000_000_000_000L))
                : pick(random, "-1", "0", "x", "9223372036854775807");
        return random.nextBoolean()
                ? line(name, k, time)
                : line(name, k, time, pick(random, "NX", "XX", "GT", "LT", "lt", "foo"));
    }

    /** A known name with any number of arguments: most are refused. */
    private static String[] anyArguments(SplittableRandom random) {
        List<Command> all = new CommandTable().all();
        String name = all.get(random.nextInt(all.size())).name();
        List<String> safe = List.of("INFO", "COMMAND", "QUIT", "HELLO", "CLIENT", "CONFIG", "SCAN", "RESET");
        if (safe.contains(name) || name.contains("SUBSCRIBE")) {
            return line("nosuch", name);
        }
        List<String> line = new ArrayList<>(List.of(name));
        for (int i = random.nextInt(5); i > 0; i--) {
            line.add(key(random));
        }
        return line.toArray(new String[0]);
    }

    private static String[] line(String... parts) {
        return parts;
    }

    private static String key(SplittableRandom random) {
        return "k" + random.nextInt(8);
    }

    private static String value(SplittableRandom random) {
        return random.nextInt(30) == 0 ? "y".repeat(random.nextInt(3000)) : pick(random, VALUES);
    }

    private static String number(SplittableRandom random) {
        return pick(random, NUMBERS);
    }

    private static String seconds(SplittableRandom random) {
        return pick(random, SECONDS);
    }

    private static String pick(SplittableRandom random, String... from) {
        return from[random.nextInt(from.length)];
    }
}
