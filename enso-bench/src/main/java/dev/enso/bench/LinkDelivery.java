package dev.enso.bench;

import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Connection;
import dev.enso.queues.Publishing;
import dev.enso.queues.SlotPublisher;
import dev.enso.queues.Turbine;
import dev.enso.reactor.Task;
import java.io.IOException;
import java.nio.ByteBuffer;

/** From the network through a link into the network, on one thread: a message is changed in its slot. */
final class LinkDelivery {
    private static final int WORDS = 8;
    private static final int BYTES = WORDS * Long.BYTES;
    private static final int SLOTS = 64;

    private LinkDelivery() {}

    static Future<?> deliver(Connection connection) {
        SlotPublisher<long[]> link =
                Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT).slots(SLOTS, () -> new long[WORDS]);
        Task<Boolean> out = connection.reactor().spawn(new Outgoing(link.subscribe(Subscription.oldest()), connection));
        return new Incoming(connection.input(), link).then(in -> out.join());
    }

    private abstract static class Half implements Future<Boolean> {
        @Override
        public Boolean head() {
            return Boolean.TRUE;
        }

        @Override
        public Stream<Boolean> tail() {
            return this;
        }
    }

    private static final class Incoming extends Half {
        private final Stream<ByteBuffer> input;
        private final SlotPublisher<long[]> link;

        Incoming(Stream<ByteBuffer> input, SlotPublisher<long[]> link) {
            this.input = input;
            this.link = link;
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            Polled polled = input.poll(cx);
            if (polled == Polled.ENDED) {
                link.close();
                return Polled.READY;
            }
            if (polled == Polled.PENDING) {
                return Polled.PENDING;
            }
            ByteBuffer bytes = input.head();
            int whole = bytes.remaining() / BYTES;
            int claimed = whole == 0 ? 0 : link.claim(whole);
            for (int i = 0; i < claimed; i++) {
                long[] message = link.slot(i);
                for (int word = 0; word < WORDS; word++) {
                    message[word] = bytes.getLong();
                }
            }
            link.commit(claimed);
            link.flush();
            if (claimed < whole && link.poll(cx) == Polled.PENDING) {
                return Polled.PENDING;
            }
            if (claimed == whole) {
                input.tail();
            }
            cx.waker().wake();
            return Polled.PENDING;
        }

        @Override
        public void close() {
            input.close();
            link.close();
        }
    }

    private static final class Outgoing extends Half {
        private final Subscriber<long[]> cursor;
        private final Connection connection;

        Outgoing(Subscriber<long[]> cursor, Connection connection) {
            this.cursor = cursor;
            this.connection = connection;
        }

        @Override
        public Polled poll(Context cx) throws IOException {
            int there = cursor.claim(SLOTS);
            if (there == 0) {
                Polled polled = cursor.poll(cx);
                if (polled != Polled.READY) {
                    return polled == Polled.ENDED ? Polled.READY : Polled.PENDING;
                }
                there = cursor.claim(SLOTS);
            }
            int sent = 0;
            ByteBuffer out = connection.out(BYTES);
            for (; sent < there && out.remaining() >= BYTES; sent++) {
                long[] message = cursor.at(sent);
                message[0]++;
                for (int word = 0; word < WORDS; word++) {
                    out.putLong(message[word]);
                }
            }
            cursor.commit(sent);
            if (sent == 0 && connection.pollWritable(cx, BYTES) == Polled.PENDING) {
                return Polled.PENDING;
            }
            cx.waker().wake();
            return Polled.PENDING;
        }

        @Override
        public void close() {
            cursor.close();
        }
    }
}
