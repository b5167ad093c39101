package dev.enso.examples.echo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.enso.Enso;
import dev.enso.net.Transport;
import dev.enso.net.UdpSocket;
import dev.enso.reactor.TaskOptions;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class UdpEchoTest {
    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @ParameterizedTest
    @ValueSource(strings = {"auto", "nio"})
    void datagrams_comeBackWholeToWhoeverSentThem_whileOthersHaveGone(String name) throws Exception {
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        Transport transport = Transport.named(name);
        try (Enso enso = Enso.builder()
                        .reactors(1)
                        .transport(transport)
                        .failures((reactor, what, failure) -> failures.add(failure))
                        .start();
                DatagramSocket one = new DatagramSocket(LOOPBACK);
                DatagramSocket other = new DatagramSocket(LOOPBACK)) {
            UdpSocket socket = UdpSocket.bind(transport, LOOPBACK);
            SocketAddress echo = Objects.requireNonNull(socket.localAddress());
            enso.reactors().get(0).spawn(TaskOptions.named("udp echo").service(), new UdpEcho(socket));
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < 200; i++) {
                assertEchoes(one, echo, random.nextInt(2000), random);
                assertEchoes(other, echo, i == 0 ? 60_000 : random.nextInt(100), random);
                if (i % 10 == 0) {
                    sendAndGo(echo, random.nextInt(100));
                }
            }
        }
        assertEquals(List.of(), failures);
    }

    /** The answer is refused: nobody is there any more. */
    private static void sendAndGo(SocketAddress echo, int size) throws Exception {
        try (DatagramSocket gone = new DatagramSocket(LOOPBACK)) {
            gone.send(new DatagramPacket(new byte[size], size, echo));
        }
    }

    /** On loopback a datagram that fits into the buffers is not lost. */
    private static void assertEchoes(DatagramSocket client, SocketAddress echo, int size, SplittableRandom random)
            throws Exception {
        client.setSoTimeout(30_000);
        byte[] sent = new byte[size];
        random.nextBytes(sent);
        client.send(new DatagramPacket(sent, size, echo));
        DatagramPacket back = new DatagramPacket(new byte[65_535], 65_535);
        client.receive(back);
        assertEquals(echo, back.getSocketAddress());
        assertArrayEquals(sent, Arrays.copyOf(back.getData(), back.getLength()));
    }
}
