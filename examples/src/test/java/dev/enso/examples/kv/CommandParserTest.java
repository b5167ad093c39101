package dev.enso.examples.kv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandParserTest {
    private static final Limits LIMITS = new Limits(1000, 8, 100, 4000, 1000, 1000, 16);

    private static final String SAMPLE = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n" + "PING\r\n" + "\r\n" + "*0\r\n"
            + "*-1\r\n" + "set \"a b\" 'c\\'d' \"\\x41\\n\\\"\" e\"f\"\n" + "*1\r\n$4\r\n\r\n\0\u00ff\r\n"
            + "*2\r\n$1\r\n*\r\n$2\r\n$1xx" + "  get   k  \r\n";

    private static final List<List<String>> PARSED = List.of(
            List.of("SET", "k", ""),
            List.of("PING"),
            List.of("set", "a b", "c'd", "A\n\"", "ef"),
            List.of("\r\n\0\u00ff"),
            List.of("*", "$1"),
            List.of("get", "k"));

    private static List<List<String>> parse(List<String> pieces, Limits limits) {
        InputBuffer in = new InputBuffer(new Blocks(HeapRegions.NONE), limits.maxInput());
        CommandParser parser = new CommandParser(limits);
        List<List<String>> commands = new ArrayList<>();
        for (String piece : pieces) {
            in.append(ByteBuffer.wrap(piece.getBytes(StandardCharsets.ISO_8859_1)));
            CommandParser.Outcome outcome = parser.next(in);
            while (outcome == CommandParser.Outcome.COMMAND) {
                commands.add(texts(parser.args()));
                outcome = parser.next(in);
            }
            if (outcome == CommandParser.Outcome.BROKEN) {
                commands.add(List.of("!" + parser.error()));
                return commands;
            }
        }
        return commands;
    }

    private static List<String> texts(Args args) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < args.count(); i++) {
            texts.add(args.text(i));
        }
        return texts;
    }

    @Test
    void next_findsTheSameCommandsHoweverTheInputIsSplitInTwo() {
        for (int at = 0; at <= SAMPLE.length(); at++) {
            assertEquals(
                    PARSED, parse(List.of(SAMPLE.substring(0, at), SAMPLE.substring(at)), LIMITS), "split at " + at);
        }
    }

    @Test
    void next_findsTheSameCommandsByteByByte() {
        assertEquals(PARSED, parse(List.of(SAMPLE.split("(?s)(?<=.)")), LIMITS));
    }

    @Test
    void next_findsTheSameCommandsInRandomPieces() {
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<String> pieces = new ArrayList<>();
            String rest = SAMPLE.repeat(3);
            while (!rest.isEmpty()) {
                int length = random.nextInt(1, Math.min(rest.length(), 20) + 1);
                pieces.add(rest.substring(0, length));
                rest = rest.substring(length);
            }
            List<List<String>> expected = new ArrayList<>(PARSED);
            expected.addAll(PARSED);
            expected.addAll(PARSED);
            assertEquals(expected, parse(pieces, LIMITS), "seed " + seed);
        }
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            delimiter = ';',
            value = {
                "*x ; invalid multibulk length",
                "*01 ; invalid multibulk length",
                "*+1 ; invalid multibulk length",
                "*9 ; invalid multibulk length",
                "*99999999999999999999 ; invalid multibulk length",
                "*1|PING ; expected '$', got 'P'",
                "*1|$-1 ; invalid bulk length",
                "*1|$1001 ; invalid bulk length",
                "*1|$x ; invalid bulk length",
                "*1|$ ; invalid bulk length",
                "*1|$99999999999999999999 ; invalid bulk length",
                "*2|$1|a|:1 ; expected '$', got ':'",
                "\"abc ; unbalanced quotes in request",
                "a \"b\"c ; unbalanced quotes in request",
                "a 'b ; unbalanced quotes in request",
            })
    void next_refusesMalformedInputInTheWordsOfTheReferenceServer(String lines, String message) {
        String input = lines.replace("|", "\r\n") + "\r\n";
        String expected = "!ERR Protocol error: " + message;
        for (int at = 0; at <= input.length(); at++) {
            List<List<String>> found = parse(List.of(input.substring(0, at), input.substring(at)), LIMITS);
            assertEquals(List.of(List.of(expected)), found, "split at " + at);
        }
    }

    @ParameterizedTest
    @CsvSource({"*, too big mbulk count string", "*1|$, too big bulk count string", "a, too big inline request"})
    void next_refusesALineThatDoesNotEnd(String start, String message) {
        String input = start.replace("|", "\r\n") + "1".repeat(200);
        assertEquals(
                List.of(List.of("!ERR Protocol error: " + message)), parse(List.of(input.split("(?<=.)")), LIMITS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PI\0NG\r\n", "*1\0\r\n", "*1\r\n$1\0\r\n", "*2\r\n$1\r\na\r\n$5\r\nabc"})
    void next_waitsForMore(String input) {
        assertEquals(List.of(), parse(List.of(input), LIMITS));
    }

    @Test
    void next_allocatesNothingForAClaimedSize() {
        InputBuffer in = new InputBuffer(new Blocks(HeapRegions.NONE), Integer.MAX_VALUE);
        Limits large = new Limits(512 << 20, 1 << 20, 100, Integer.MAX_VALUE, 1000, 1000, 16);
        CommandParser parser = new CommandParser(large);
        String claim = "*1048576\r\n$536870912\r\n";
        in.append(ByteBuffer.wrap(claim.getBytes(StandardCharsets.ISO_8859_1)));
        assertEquals(CommandParser.Outcome.PARTIAL, parser.next(in));
        assertTrue(in.bytes().length <= Blocks.SIZE, "the buffer holds " + in.bytes().length + " bytes");
    }

    @Test
    void release_givesLargeMemoryBack() {
        InputBuffer in = new InputBuffer(new Blocks(HeapRegions.NONE), Integer.MAX_VALUE);
        CommandParser parser = new CommandParser(new Limits(1 << 20, 8, 100, Integer.MAX_VALUE, 1000, 1000, 16));
        in.append(ByteBuffer.wrap(InMemoryServer.command("SET", "k", new byte[1 << 20])));
        assertEquals(CommandParser.Outcome.COMMAND, parser.next(in));
        assertEquals(CommandParser.Outcome.PARTIAL, parser.next(in));
        assertEquals(0, in.bytes().length);
    }
}
