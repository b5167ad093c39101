package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.simulation.Simulation;
import dev.enso.simulation.World;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the simulated network does that no other transport can be made to do. */
class SimulatedNetworkTest {
    private static final InetAddress ONE = host(1);
    private static final InetAddress TWO = host(2);
    private static final InetSocketAddress SERVICE = new InetSocketAddress(TWO, 80);

    private static InetAddress host(int number) {
        try {
            return InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) number});
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** A test's view of one world: things happen in it at times. */
    private record Scene(World world, SimulatedNetwork network) {
        interface Action {
            void run() throws IOException;
        }

        void at(Duration time, Action action) {
            world.later(time, () -> {
                try {
                    action.run();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }

        TcpListener listener() throws IOException {
            return listener(ListenOptions.defaults());
        }

        TcpListener listener(ListenOptions options) throws IOException {
            return TcpListener.bind(network.transport(TWO), SERVICE, options);
        }

        TcpStream client() throws IOException {
            network.transport(TWO);
            return TcpStream.connect(network.transport(ONE), SERVICE);
        }
    }

    private interface Play {
        void perform(Scene scene) throws IOException;
    }

    private static void play(NetworkConditions conditions, Play play) {
        Simulation.seed(1).run(world -> play.perform(new Scene(world, SimulatedNetwork.in(world, conditions))));
    }

    private static void play(Play play) {
        play(NetworkConditions.calm(), play);
    }

    private static void write(TcpStream stream, String text) throws IOException {
        assertEquals(text.length(), stream.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII))));
    }

    private static String read(TcpStream stream) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        stream.read(buffer);
        return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
    }

    private static Duration seconds(int count) {
        return Duration.ofSeconds(count);
    }

    @Test
    void partition_holdsEverythingUntilItHeals() {
        play(scene -> {
            TcpListener listener = scene.listener();
            TcpStream client = scene.client();
            scene.network.partition(ONE, TWO);
            TcpStream[] server = {null};
            scene.at(seconds(1), () -> {
                assertFalse(client.finishConnect());
                assertNull(listener.accept());
                scene.network.heal();
            });
            scene.at(seconds(2), () -> {
                assertTrue(client.finishConnect());
                server[0] = listener.accept();
                write(client, "a");
                scene.network.partition(TWO, ONE);
                write(client, "b");
                client.shutdownOutput();
            });
            scene.at(seconds(3), () -> {
                assertEquals("", read(server[0]));
                scene.network.heal(ONE, TWO);
            });
            scene.at(seconds(4), () -> {
                assertEquals("ab", read(server[0]));
                assertEquals(-1, server[0].read(ByteBuffer.allocate(1)));
            });
        });
    }

    @Test
    void connecting_whereNobodyAnswers_isGivenUpByTheSystem() {
        play(scene -> {
            TcpStream client = scene.client();
            scene.network.partition(ONE, TWO);
            scene.at(seconds(126), () -> assertFalse(client.finishConnect()));
            scene.at(seconds(128), () -> {
                ConnectException failure = assertThrows(ConnectException.class, client::finishConnect);
                assertTrue(failure.getMessage().contains("timed out"), failure.getMessage());
            });
        });
    }

    @Test
    void connecting_whereNobodyListens_isRefused() {
        play(scene -> {
            TcpStream client = scene.client();
            scene.at(seconds(1), () -> {
                ConnectException failure = assertThrows(ConnectException.class, client::finishConnect);
                assertTrue(failure.getMessage().contains("refused"), failure.getMessage());
                assertEquals(1, scene.network.account().refused());
            });
        });
    }

    @Test
    void connecting_toAHostThatIsNotThere_hasNoRoute() {
        play(scene -> assertThrows(
                NoRouteToHostException.class,
                () -> TcpStream.connect(scene.network.transport(ONE), new InetSocketAddress(host(9), 80))));
    }

    @Test
    void connecting_toAFullBacklog_isTriedAgainUntilThereIsRoom() {
        play(scene -> {
            TcpListener listener = scene.listener(ListenOptions.defaults().withBacklog(1));
            TcpStream first = scene.client();
            TcpStream second = scene.client();
            TcpStream third = scene.client();
            scene.at(Duration.ofMillis(500), () -> {
                assertTrue(first.finishConnect());
                assertTrue(second.finishConnect());
                assertFalse(third.finishConnect());
                assertEquals(2, scene.network.account().waiting());
                assertNotNull(listener.accept());
            });
            scene.at(seconds(2), () -> assertTrue(third.finishConnect()));
        });
    }

    @Test
    void files_areLimitedOnEachHost_andWhatWaitsStaysInTheBacklog() {
        play(scene -> {
            TcpListener listener = scene.listener();
            scene.client();
            scene.network.limitFiles(TWO, 1);
            scene.at(seconds(1), () -> {
                assertThrows(TooManyOpenFilesException.class, listener::accept);
                assertThrows(TooManyOpenFilesException.class, () -> Poll.open(scene.network.transport(TWO)));
                scene.network.limitFiles(TWO, 2);
                TcpStream accepted = listener.accept();
                assertNotNull(accepted);
                accepted.close();
                assertEquals(2, scene.network.account().files(), "the listener's and the client's");
            });
        });
    }

    @Test
    void connections_overtakeEachOther_andNeverThemselves() {
        int overtakings = 0;
        for (int seed = 0; seed < 20; seed++) {
            boolean[] overtaken = {false};
            Simulation.seed(seed).run(world -> {
                NetworkConditions slow = NetworkConditions.calm().withLatency(Duration.ofMillis(1), seconds(1));
                Scene scene = new Scene(world, SimulatedNetwork.in(world, slow));
                TcpListener listener = scene.listener();
                TcpStream first = scene.client();
                TcpStream second = scene.client();
                StringBuilder heard = new StringBuilder();
                scene.at(seconds(3), () -> {
                    TcpStream one = listener.accept();
                    TcpStream other = listener.accept();
                    int firstPort = first.localAddress().getPort();
                    boolean inOrder = one.remoteAddress().getPort() == firstPort;
                    for (int i = 0; i < 5; i++) {
                        write(first, String.valueOf(i));
                    }
                    write(second, "x");
                    for (int milli = 0; milli < 2000; milli++) {
                        scene.at(Duration.ofMillis(milli), () -> {
                            heard.append(read(inOrder ? one : other));
                            heard.append(read(inOrder ? other : one));
                        });
                    }
                });
                scene.at(seconds(6), () -> {
                    overtaken[0] = heard.indexOf("x") < 5;
                    assertEquals("01234", heard.toString().replace("x", ""));
                });
            });
            overtakings += overtaken[0] ? 1 : 0;
        }
        assertTrue(overtakings > 0 && overtakings < 20, overtakings + " of 20");
    }

    @Test
    void listenerThatCloses_resetsWhoWaits() {
        play(scene -> {
            TcpListener listener = scene.listener();
            TcpStream client = scene.client();
            scene.at(seconds(1), () -> {
                assertTrue(client.finishConnect());
                listener.close();
            });
            scene.at(seconds(2), () -> {
                assertThrows(IOException.class, () -> client.read(ByteBuffer.allocate(1)));
                client.close();
                assertTrue(
                        scene.network.account().isEmpty(),
                        () -> scene.network.account().toString());
            });
        });
    }

    @Test
    void dataForAnEndThatIsClosed_isAnsweredByAReset() {
        play(scene -> {
            TcpListener listener = scene.listener();
            TcpStream client = scene.client();
            scene.at(seconds(1), () -> listener.accept().close());
            scene.at(seconds(2), () -> write(client, "too late"));
            scene.at(seconds(3), () -> {
                assertThrows(IOException.class, () -> client.write(ByteBuffer.allocate(1)));
                NetworkAccount account = scene.network.account();
                assertEquals(8, account.discarded());
                assertTrue(account.balances(), account::toString);
            });
        });
    }

    @Test
    void everyTransfer_mayBeShort_andNothingIsLost() {
        NetworkConditions alwaysShort = NetworkConditions.calm().with(NetworkFault.SHORT_TRANSFER, 1000);
        play(alwaysShort, scene -> {
            TcpListener listener = scene.listener();
            TcpStream client = scene.client();
            ByteBuffer source = ByteBuffer.wrap("0123456789".getBytes(StandardCharsets.US_ASCII));
            StringBuilder heard = new StringBuilder();
            scene.at(seconds(1), () -> {
                TcpStream server = listener.accept();
                for (int milli = 0; milli < 1000; milli++) {
                    scene.at(Duration.ofMillis(milli), () -> {
                        client.write(source);
                        heard.append(read(server));
                    });
                }
            });
            scene.at(seconds(3), () -> assertEquals("0123456789", heard.toString()));
        });
    }

    @Test
    void reset_byTheNetwork_isSeenAtBothEnds() {
        play(NetworkConditions.calm().with(NetworkFault.RESET, 1000), scene -> {
            TcpListener listener = scene.listener();
            TcpStream client = scene.client();
            TcpStream[] server = {null};
            scene.at(seconds(1), () -> {
                server[0] = listener.accept();
                write(client, "lost");
            });
            scene.at(seconds(2), () -> {
                for (TcpStream end : List.of(client, server[0])) {
                    assertThrows(IOException.class, () -> end.read(ByteBuffer.allocate(1)));
                    end.close();
                }
                assertEquals(2, scene.network.account().resets());
                listener.close();
                assertTrue(
                        scene.network.account().isEmpty(),
                        () -> scene.network.account().toString());
            });
        });
    }

    /** It may take away what has come and was not read; what stood behind that, an end too, is gone with it. */
    @Test
    void reset_thatTakesUnreadBytesAway_leavesNoEndBehindThem() {
        int taken = 0;
        for (int seed = 0; seed < 20; seed++) {
            boolean[] failed = {false};
            Simulation.seed(seed).run(world -> {
                Scene scene = new Scene(world, SimulatedNetwork.in(world, NetworkConditions.calm()));
                TcpListener listener = scene.listener();
                TcpStream client = scene.client();
                scene.at(seconds(1), () -> {
                    write(client, "all of it");
                    client.shutdownOutput();
                });
                scene.at(
                        seconds(2),
                        () -> client.option(StandardSocketOptions.SO_LINGER, 0).close());
                scene.at(seconds(3), () -> {
                    TcpStream server = listener.accept();
                    try {
                        assertEquals("all of it", read(server));
                        assertEquals(-1, server.read(ByteBuffer.allocate(1)));
                    } catch (IOException e) {
                        failed[0] = true;
                    }
                    server.close();
                    listener.close();
                    assertTrue(
                            scene.network.account().isEmpty(),
                            () -> scene.network.account().toString());
                });
            });
            taken += failed[0] ? 1 : 0;
        }
        assertTrue(taken > 0 && taken < 20, taken + " of 20");
    }

    @Test
    void conditions_areChecked() {
        NetworkConditions calm = NetworkConditions.calm();
        assertThrows(IllegalArgumentException.class, () -> calm.with(NetworkFault.RESET, 1001));
        assertThrows(IllegalArgumentException.class, () -> calm.with(NetworkFault.RESET, -1));
        assertThrows(IllegalArgumentException.class, () -> calm.withBuffer(0));
        assertThrows(IllegalArgumentException.class, () -> calm.withLatency(seconds(2), seconds(1)));
        assertThrows(IllegalArgumentException.class, () -> calm.withLongestStall(seconds(-1)));
        assertTrue(calm.with(NetworkFault.RESET, 5).toString().contains("RESET 5‰"));
        assertEquals(calm, calm.with(NetworkFault.RESET, 5).with(NetworkFault.RESET, 0));
        assertNotEquals(calm, NetworkConditions.rough());
    }

    @Test
    void sockets_ofAnotherNetwork_areRefused() {
        play(scene -> {
            SimulatedNetwork other = SimulatedNetwork.in(scene.world, NetworkConditions.calm());
            TcpListener listener = scene.listener();
            try (Poll poll = Poll.open(other.transport())) {
                assertThrows(
                        IllegalArgumentException.class,
                        () -> poll.registry().register(listener, new Token(1), Interest.READABLE));
            }
        });
    }

    @Test
    void sleepingOutsideOfAReactor_isRefusedWithTheRemedy() {
        play(scene -> {
            try (Poll poll = Poll.open(scene.network.transport())) {
                Events events = Events.withCapacity(1);
                assertEquals(0, poll.poll(events, Duration.ZERO));
                IllegalStateException refused =
                        assertThrows(IllegalStateException.class, () -> poll.poll(events, seconds(1)));
                assertTrue(refused.getMessage().contains("timeout of zero"), refused.getMessage());
            }
        });
    }

    @Test
    void lingerOfZero_resetsThePeer() {
        play(scene -> {
            TcpListener listener = scene.listener();
            TcpStream client = scene.client();
            scene.at(
                    seconds(1),
                    () -> listener.accept()
                            .option(StandardSocketOptions.SO_LINGER, 0)
                            .close());
            scene.at(seconds(2), () -> assertThrows(IOException.class, () -> client.read(ByteBuffer.allocate(1))));
        });
    }
}
