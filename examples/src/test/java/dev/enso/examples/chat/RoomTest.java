package dev.enso.examples.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.Enso;
import dev.enso.examples.faults.Await;
import dev.enso.examples.faults.Exchange;
import dev.enso.examples.faults.Fault;
import dev.enso.examples.faults.FaultProxy;
import dev.enso.net.ConnectionOptions;
import dev.enso.net.Server;
import dev.enso.net.ServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class RoomTest {
    private static final int SPEAKERS = Boolean.getBoolean("enso.long") ? 100 : 1;

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final List<Socket> sockets = new ArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private Enso enso;

    @SuppressWarnings("NullAway.Init")
    private Server server;

    @BeforeEach
    void start() throws IOException {
        enso = Enso.builder()
                .reactors(2)
                .failures((reactor, what, failure) -> failures.add(failure))
                .start();
        server = enso.serve(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.defaults().onReactor(0),
                new Room()::serve);
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        enso.close();
        assertEquals(List.of(), failures);
    }

    /** One end of a conversation. */
    private final class Guest {
        final Socket socket;
        final BufferedReader in;

        Guest(SocketAddress address) throws IOException {
            socket = new Socket();
            sockets.add(socket);
            socket.connect(address);
            socket.setSoTimeout(30_000);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 1 << 16);
            assertTrue(line().endsWith("we are " + sockets.size()));
        }

        String line() throws IOException {
            return String.valueOf(in.readLine());
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write((text + "\n").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aLine_goesToAllOthersAndNotBack() throws IOException {
        Guest one = new Guest(server.address());
        Guest two = new Guest(server.address());
        assertEquals("* guest-2 has come, we are 2", one.line());
        one.say("hello");
        two.say("");
        two.say("good day");
        assertEquals("<guest-1> hello", two.line());
        assertEquals("<guest-2> good day", one.line());
        two.socket.close();
        assertEquals("* guest-2 has gone, we are 1", one.line());
    }

    @Test
    void linesOfAllSpeakers_comeInOrderThroughABadNetwork() throws IOException {
        try (FaultProxy network = FaultProxy.start(server.address(), 1, Fault.SHORT, Fault.DELAY, Fault.STALL)) {
            List<Guest> guests = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                Guest guest = new Guest(network.address());
                for (Guest earlier : guests) {
                    assertTrue(earlier.line().startsWith("* "));
                }
                guests.add(guest);
            }
            int lines = 100;
            for (int line = 0; line < lines; line++) {
                for (Guest guest : guests) {
                    guest.say("line " + line);
                }
            }
            for (int hearer = 0; hearer < 4; hearer++) {
                int[] next = new int[5];
                for (int i = 0; i < 3 * lines; i++) {
                    String line = guests.get(hearer).line();
                    int speaker = line.charAt("<guest-".length()) - '0';
                    assertEquals("<guest-" + speaker + "> line " + next[speaker]++, line);
                }
                assertEquals(0, next[hearer + 1], "nobody hears himself");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"RESET", "HALF_CLOSE", "GARBAGE"})
    void speakersWhoBreakOff_areHeardUntilThenAndLeave(Fault fault) throws Exception {
        // With room for all that may be said in one go, so that nobody misses a line.
        ConnectionOptions roomy = ConnectionOptions.defaults().withOutputLimit(1 << 20);
        Server room = enso.serve(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerOptions.defaults().onReactor(0).withConnections(roomy),
                new Room()::serve);
        String[] lines = new String[2000];
        Arrays.setAll(lines, i -> "line " + i + " " + "x".repeat(100));
        byte[] said = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.US_ASCII);
        Guest hearer = new Guest(room.address());
        try (FaultProxy network = FaultProxy.start(room.address(), 2, fault, Fault.SHORT)) {
            for (int i = 2; i < 2 + SPEAKERS; i++) {
                Exchange exchange = Exchange.afterGreeting(network.address(), said);
                assertTrue(exchange.isBroken() || fault != Fault.RESET, "nobody was told of the reset");
                assertEquals("* guest-" + i + " has come, we are 2", hearer.line());
                hearToTheEnd(hearer, "guest-" + i, lines, fault);
            }
        }
        Await.until("connections are left", () -> room.connections() == 1);
        Guest next = new Guest(room.address());
        assertTrue(hearer.line().endsWith(" has come, we are 2"));
        next.say("hello");
        assertTrue(hearer.line().endsWith("> hello"));
    }

    private static void hearToTheEnd(Guest hearer, String speaker, String[] lines, Fault fault) throws IOException {
        int heard = 0;
        boolean cut = false;
        String line = hearer.line();
        while (!line.equals("* " + speaker + " has gone, we are 1")) {
            assertNotEquals("null", line, "the hearer has lost its connection");
            if (fault != Fault.GARBAGE) {
                assertFalse(cut, "something came behind a line that was cut off");
                String whole = "<" + speaker + "> " + lines[heard++];
                assertTrue(whole.startsWith(line), line);
                cut = line.length() < whole.length();
            }
            line = hearer.line();
        }
        assertTrue(heard < lines.length, "all was heard");
    }

    @Test
    void aSlowReader_missesLinesIsToldHowManyAndHoldsNobodyUp() throws IOException {
        Guest slow = new Guest(server.address());
        Guest speaker = new Guest(server.address());
        assertTrue(slow.line().startsWith("* "));
        String text = "x".repeat(1000);
        long said = 0;
        // More than all buffers on the way hold: it would never end if the speaker had to wait for the reader.
        while (said < 20_000) {
            speaker.say(text);
            said++;
        }
        Pattern notice = Pattern.compile("\\* you read too slowly and have missed (\\d+) lines");
        long heard = 0;
        long missed = 0;
        while (heard + missed < said) {
            if (!slow.in.ready()) {
                speaker.say("still there?");
                said++;
            }
            String line = slow.line();
            Matcher matcher = notice.matcher(line);
            if (matcher.matches()) {
                missed += Long.parseLong(matcher.group(1));
            } else {
                assertTrue(line.startsWith("<guest-2> "), line);
                heard++;
            }
        }
        assertEquals(said, heard + missed);
        assertTrue(missed > 0, "20 MB fit into no socket");
    }

    @Test
    void aLineWithoutAnEnd_endsItsSpeaker() throws IOException {
        Guest one = new Guest(server.address());
        Guest endless = new Guest(server.address());
        assertTrue(one.line().startsWith("* "));
        endless.socket.getOutputStream().write(new byte[3 * Member.LONGEST_LINE]);
        assertEquals("* a line has at most 1024 bytes: good bye", endless.line());
        assertEquals("* guest-2 has gone, we are 1", one.line());
    }
}
