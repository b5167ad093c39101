package dev.enso.net;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** A main class for child JVMs: one message there and back over the transport named by the property {@code transport}. */
final class Echo {
    private Echo() {}

    public static void main(String[] args) throws IOException {
        Transport transport = Transport.named(System.getProperty("transport", "auto"));
        Token listening = new Token(1);
        Token client = new Token(2);
        Token server = new Token(3);
        try (Poll poll = Poll.open(transport);
                TcpListener listener =
                        TcpListener.bind(transport, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                TcpStream there = TcpStream.connect(transport, listener.localAddress())) {
            poll.registry().register(listener, listening, Interest.READABLE);
            poll.registry().register(there, client, Interest.READABLE.or(Interest.WRITABLE));
            Events events = Events.withCapacity(8);
            ByteBuffer buffer = ByteBuffer.allocateDirect(64);
            TcpStream here = null;
            boolean sent = false;
            int back = 0;
            while (back < 5) {
                poll.poll(events);
                if (!sent && there.finishConnect()) {
                    sent = there.write(ByteBuffer.wrap("hello".getBytes(java.nio.charset.StandardCharsets.UTF_8))) == 5;
                }
                if (here == null) {
                    here = listener.accept();
                    if (here != null) {
                        poll.registry().register(here, server, Interest.READABLE);
                    }
                }
                while (here != null && here.read(buffer.clear()) > 0) {
                    here.write(buffer.flip());
                }
                int n = sent ? there.read(buffer.clear()) : 0;
                back += Math.max(0, n);
            }
            if (here != null) {
                here.close();
            }
            System.out.println("echoed " + back + " bytes on " + transport.name());
        }
    }
}
