package dev.enso.queues;

import static dev.enso.core.Polled.ENDED;
import static dev.enso.core.Polled.PENDING;
import static dev.enso.core.Polled.READY;
import static dev.enso.queues.ChannelContractTest.assertBalance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Channel;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sender;
import dev.enso.channel.Sent;
import dev.enso.core.Future;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The interleavings of an offer with an end, made by hand. */
class EndingTest {
    private final HandContext cx = new HandContext();

    static List<Kind> kinds() {
        return Kind.all();
    }

    /** What an offer does that has found the channel open and is stopped before it stores. */
    static <T> void storeLate(Channel<T> channel, T message) {
        Shared<T> shared = shared(channel);
        assertTrue(shared.store.offer(message));
        VarHandle.fullFence();
        shared.ring();
    }

    private static <T> Shared<T> shared(Channel<T> channel) {
        @SuppressWarnings("unchecked")
        Shared<T> shared = (Shared<T>) channel.account();
        return shared;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void offerThatStoresAfterTheReceiverLeft_isCountedAsDropped(Kind kind) {
        Channel<Integer> channel = kind.create(4);
        channel.tx().offer(1);
        channel.rx().close();
        storeLate(channel, 2);
        assertBalance(channel, 2, 0, 2, 0);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void offerThatStoresAfterTheStreamEnded_isCountedAsDropped(Kind kind) throws Exception {
        Channel<Integer> channel = kind.create(4);
        channel.tx().close();
        assertEquals(ENDED, channel.rx().poll(cx));
        storeLate(channel, 1);
        assertEquals(ENDED, channel.rx().poll(cx));
        assertBalance(channel, 1, 0, 1, 0);
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void offerThatStoresAfterAnotherSenderClosed_isSeenWhileTheReceiverReads(Kind kind) throws Exception {
        Channel<Integer> channel = kind.create(4);
        channel.tx().offer(1);
        channel.tx().close();
        storeLate(channel, 2);
        for (int i = 1; i <= 2; i++) {
            assertEquals(READY, channel.rx().poll(cx));
            assertEquals(i, channel.rx().head());
            channel.rx().tail();
        }
        assertEquals(ENDED, channel.rx().poll(cx));
        assertBalance(channel, 2, 2, 0, 0);
    }

    static List<Kind> kindsThatCarryReferences() {
        return Kind.carryingReferences();
    }

    @ParameterizedTest
    @MethodSource("kindsThatCarryReferences")
    void closedChannel_keepsNoMessageAlive(Kind kind) throws Exception {
        Channel<Object> channel = kind.create(64);
        List<WeakReference<Object>> sent = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            offerFresh(channel, sent);
        }
        var unsent = channel.tx().send(new Object());
        assertEquals(PENDING, unsent.poll(cx));
        unsent.close();
        for (int i = 0; i < 5; i++) {
            channel.rx().poll(cx);
            channel.rx().tail();
        }
        channel.rx().poll(cx);
        channel.rx().close();
        Object late = new Object();
        sent.add(new WeakReference<>(late));
        storeLate(channel, late);
        late = null;
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (sent.stream().anyMatch(reference -> reference.get() != null)) {
            assertTrue(System.nanoTime() < deadline, "a closed channel retains messages");
            System.gc();
        }
        assertBalance(channel, 65, 5, 60, 0);
    }

    /** In a frame of its own, so that no local variable keeps the message. */
    private static void offerFresh(Channel<Object> channel, List<WeakReference<Object>> sent) {
        Object message = new Object();
        sent.add(new WeakReference<>(message));
        assertEquals(Sent.ACCEPTED, channel.tx().offer(message));
    }

    @Test
    void placeThatIsClaimedAndNotFilled_keepsTheReceiverDueAndIsNoEnd() throws Exception {
        HeldBackStore<Integer> store = new HeldBackStore<>(4);
        Channel<Integer> channel = Shared.channel(store, Queues.mpsc(4).properties());
        Shared<Integer> shared = shared(channel);
        Sender<Integer> tx = channel.tx();
        Receiver<Integer> rx = channel.rx();
        store.holdBack();
        tx.append(1);
        tx.close();
        assertEquals(PENDING, rx.poll(cx));
        assertTrue(cx.takeWakes() > 0, "the sender may have looked at who waits already");
        store.letGo();
        assertEquals(READY, rx.poll(cx));
        rx.tail();
        assertEquals(ENDED, rx.poll(cx));
    }

    @Test
    void closeOfTheReceiver_waitsForAPlaceThatIsClaimed() throws Exception {
        HeldBackStore<Integer> store = new HeldBackStore<>(4);
        Channel<Integer> channel = Shared.channel(store, Queues.mpsc(4).properties());
        Shared<Integer> shared = shared(channel);
        Sender<Integer> tx = channel.tx();
        Receiver<Integer> rx = channel.rx();
        store.holdBack();
        tx.append(1);
        Thread closer = new Thread(rx::close);
        closer.start();
        // Whoever comes first empties the channel; this thread is to let go, so it must not be the one.
        while (!store.isMissed()) {
            Thread.onSpinWait();
        }
        assertEquals(Sent.CLOSED, tx.offer(2));
        store.letGo();
        closer.join(TimeUnit.SECONDS.toMillis(20));
        assertFalse(closer.isAlive());
        assertEquals(1, shared.dropped());
        assertEquals(0, shared.resident());
    }

    /** Who asks while a late message is being cleared away was once never told that it is gone. */
    @Test
    void awaitEmpty_askedWhileALateMessageIsCleared_isWoken() throws Exception {
        HeldBackStore<Integer> store = new HeldBackStore<>(4);
        Channel<Integer> channel = Shared.channel(store, Queues.mpsc(4).properties());
        Future<@Nullable Void> empty = channel.tx().awaitEmpty();
        channel.rx().close();
        store.holdBack();
        Thread late = new Thread(() -> storeLate(channel, 1), "late");
        late.start();
        while (!store.isMissed()) {
            Thread.onSpinWait();
        }
        assertEquals(PENDING, empty.poll(cx));
        cx.takeWakes();
        store.letGo();
        late.join(TimeUnit.SECONDS.toMillis(20));
        assertFalse(late.isAlive());
        assertEquals(1, cx.takeWakes());
        assertEquals(READY, empty.poll(cx));
    }
}
