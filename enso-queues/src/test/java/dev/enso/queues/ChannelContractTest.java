package dev.enso.queues;

import static dev.enso.core.Polled.ENDED;
import static dev.enso.core.Polled.PENDING;
import static dev.enso.core.Polled.READY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Channel;
import dev.enso.channel.Sent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every channel promises, on every backend under every driver. */
@ParameterizedClass(name = "{0}")
@MethodSource("kinds")
class ChannelContractTest {
    @Parameter
    Kind kind;

    private final HandContext rxTask = new HandContext();
    private final HandContext txTask = new HandContext();

    static List<Kind> kinds() {
        return Kind.ofAnybody();
    }

    @Test
    void head_showsTheMessageInPlaceUntilTail() throws Exception {
        Channel<Object> channel = kind.create(4);
        Object message = new Object();
        assertEquals(Sent.ACCEPTED, channel.tx().offer(message));
        assertEquals(READY, channel.rx().poll(rxTask));
        assertSame(message, channel.rx().head());
        assertEquals(READY, channel.rx().poll(rxTask));
        assertSame(message, channel.rx().head());
        assertEquals(1, channel.rx().size());
        assertSame(channel.rx(), channel.rx().tail());
        assertEquals(0, channel.rx().size());
        assertEquals(PENDING, channel.rx().poll(rxTask));
    }

    @Test
    void headAndTail_areIllegalUnlessReady() throws Exception {
        Channel<Integer> channel = kind.create(4);
        assertHeadAndTailAreIllegal(channel); // open
        channel.rx().poll(rxTask);
        assertHeadAndTailAreIllegal(channel); // pending
        channel.tx().offer(1);
        assertHeadAndTailAreIllegal(channel); // there, but not polled
        channel.rx().poll(rxTask);
        channel.rx().tail();
        assertHeadAndTailAreIllegal(channel); // released
        channel.tx().close();
        assertEquals(ENDED, channel.rx().poll(rxTask));
        assertHeadAndTailAreIllegal(channel); // ended
        channel.rx().close();
        assertHeadAndTailAreIllegal(channel); // closed
        assertBalance(channel, 1, 1, 0, 0);
    }

    private static void assertHeadAndTailAreIllegal(Channel<?> channel) {
        assertThrows(IllegalStateException.class, () -> channel.rx().head());
        assertThrows(IllegalStateException.class, () -> channel.rx().tail());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 64, 100, 1000, 1024, 1025, 5000})
    void capacity_isExactWithTheHeldHeadIncluded(int capacity) throws Exception {
        Channel<Integer> channel = kind.create(capacity);
        int next = 0;
        int read = 0;
        for (int round = 0; round < 5; round++) {
            while (channel.tx().offer(next) == Sent.ACCEPTED) {
                next++;
            }
            assertEquals(capacity, next - read, "resident when full");
            assertEquals(capacity, channel.rx().size());
            assertEquals(READY, channel.rx().poll(rxTask));
            assertEquals(Sent.FULL, channel.tx().offer(next), "the head still has its place");
            channel.rx().tail();
            read++;
            assertEquals(Sent.ACCEPTED, channel.tx().offer(next++), "one released, one accepted");
            assertEquals(Sent.FULL, channel.tx().offer(next));
            int take = round % 2 == 0 ? capacity : Math.max(1, capacity / 3);
            for (int i = 0; i < take; i++) {
                assertEquals(READY, channel.rx().poll(rxTask));
                assertEquals(read++, channel.rx().head());
                channel.rx().tail();
            }
        }
        assertBalance(channel, next, read, 0, next - read);
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, Queues.MAX_CAPACITY + 1, Integer.MAX_VALUE})
    void create_refusesACapacityOutOfRange(int capacity) {
        var refused = assertThrows(IllegalArgumentException.class, () -> kind.create(capacity));
        assertTrue(refused.getMessage().contains("capacity=" + capacity), refused.getMessage());
    }

    @Test
    void messages_keepTheirOrderAcrossTheEndOfTheArray() throws Exception {
        Channel<Integer> channel = kind.create(7);
        int next = 0;
        int read = 0;
        for (int round = 0; round < 1000; round++) {
            for (int i = 0; i <= round % 7; i++) {
                assertEquals(Sent.ACCEPTED, channel.tx().append(next++));
            }
            channel.tx().flush();
            while (channel.rx().poll(rxTask) == READY) {
                assertEquals(read++, channel.rx().head());
                channel.rx().tail();
            }
            assertEquals(next, read);
        }
        assertBalance(channel, next, read, 0, 0);
    }

    @Test
    void full_leavesTheMessageWithTheCaller() throws Exception {
        Channel<String> channel = kind.create(1);
        channel.tx().offer("first");
        assertEquals(Sent.FULL, channel.tx().offer("second"));
        assertEquals(Sent.FULL, channel.tx().append("second"));
        assertEquals(List.of("first"), drain(channel));
        assertBalance(channel, 1, 1, 0, 0);
    }

    @Test
    void offer_refusesNullInEveryState() {
        Channel<Object> channel = kind.create(1);
        assertThrows(NullPointerException.class, () -> channel.tx().offer(null));
        assertThrows(NullPointerException.class, () -> channel.tx().append(null));
        assertThrows(NullPointerException.class, () -> channel.tx().send(null));
        channel.rx().close();
        assertThrows(NullPointerException.class, () -> channel.tx().offer(null));
        assertBalance(channel, 0, 0, 0, 0);
    }

    // Wake-ups

    @Test
    void offer_wakesAReceiverThatWaitsOnce() throws Exception {
        Channel<Integer> channel = kind.create(8);
        channel.tx().offer(0);
        assertEquals(READY, channel.rx().poll(rxTask));
        channel.rx().tail();
        assertEquals(0, rxTask.takeWakes(), "nobody waited");
        assertEquals(PENDING, channel.rx().poll(rxTask));
        channel.tx().offer(1);
        channel.tx().offer(2);
        assertEquals(1, rxTask.takeWakes());
        drain(channel);
        channel.tx().offer(3);
        assertEquals(1, rxTask.takeWakes(), "it waited again");
    }

    @Test
    void offer_wakesTheWakerOfTheLatestPollOnly() throws Exception {
        Channel<Integer> channel = kind.create(8);
        HandContext former = new HandContext();
        channel.rx().poll(former);
        channel.rx().poll(rxTask);
        channel.tx().offer(1);
        assertEquals(0, former.takeWakes());
        assertEquals(1, rxTask.takeWakes());
    }

    @Test
    void append_wakesNobodyBeforeFlush() throws Exception {
        Channel<Integer> channel = kind.create(8);
        channel.rx().poll(rxTask);
        channel.tx().append(1);
        channel.tx().append(2);
        assertEquals(0, rxTask.takeWakes());
        channel.tx().flush();
        assertEquals(1, rxTask.takeWakes());
        channel.tx().flush();
        assertEquals(0, rxTask.takeWakes(), "a flush of nothing");
        assertEquals(List.of(1, 2), drain(channel));
    }

    @Test
    void append_flushesWhenItFindsTheChannelFull() throws Exception {
        Channel<Integer> channel = kind.create(1);
        channel.rx().poll(rxTask);
        channel.tx().append(1);
        assertEquals(Sent.FULL, channel.tx().append(2));
        assertEquals(1, rxTask.takeWakes());
    }

    @Test
    void senderPoll_flushesBeforeItWaits() throws Exception {
        Channel<Integer> channel = kind.create(1);
        channel.rx().poll(rxTask);
        channel.tx().append(1);
        assertEquals(PENDING, channel.tx().poll(txTask));
        assertEquals(1, rxTask.takeWakes());
    }

    @Test
    void tail_wakesASenderThatWaitsForRoom() throws Exception {
        Channel<Integer> channel = kind.create(2);
        assertEquals(READY, channel.tx().poll(txTask));
        channel.tx().offer(1);
        channel.tx().offer(2);
        assertEquals(PENDING, channel.tx().poll(txTask));
        assertEquals(READY, channel.rx().poll(rxTask));
        assertEquals(0, txTask.takeWakes(), "the head still has its place");
        channel.rx().tail();
        assertEquals(1, txTask.takeWakes());
        assertEquals(READY, channel.tx().poll(txTask));
        channel.rx().poll(rxTask);
        channel.rx().tail();
        assertEquals(0, txTask.takeWakes(), "nobody waits any more");
    }

    @Test
    void tail_announcesRoomAtTheLatestWhenASixteenthIsFree() throws Exception {
        Channel<Integer> channel = kind.create(512);
        while (channel.tx().offer(0) == Sent.ACCEPTED) {}
        assertEquals(PENDING, channel.tx().poll(txTask));
        for (int i = 0; i < 512 / 16; i++) {
            assertEquals(READY, channel.rx().poll(rxTask));
            channel.rx().tail();
        }
        assertEquals(1, txTask.takeWakes());
    }

    @Test
    void receiverThatHasReadEverything_announcesRoom() throws Exception {
        Channel<Integer> channel = kind.create(40);
        for (int i = 0; i < 41; i++) { // so that the last tail is none that announces
            channel.tx().offer(i);
            if (i < 1) {
                drain(channel);
            }
        }
        assertEquals(PENDING, channel.tx().poll(txTask));
        drain(channel);
        assertTrue(txTask.takeWakes() > 0);
    }

    // The end

    @Test
    void closeOfTheSender_endsTheStreamInOrder() throws Exception {
        Channel<Integer> channel = kind.create(4);
        channel.tx().offer(1);
        channel.tx().append(2);
        channel.tx().close();
        channel.tx().close();
        assertEquals(Sent.CLOSED, channel.tx().offer(3));
        assertEquals(Sent.CLOSED, channel.tx().append(3));
        assertEquals(ENDED, channel.tx().poll(txTask));
        assertEquals(List.of(1, 2), drain(channel));
        assertEquals(ENDED, channel.rx().poll(rxTask));
        assertEquals(ENDED, channel.rx().poll(rxTask));
        channel.rx().close();
        assertBalance(channel, 2, 2, 0, 0);
    }

    @Test
    void closeOfTheSender_wakesAReceiverThatWaits() throws Exception {
        Channel<Integer> channel = kind.create(4);
        channel.rx().poll(rxTask);
        channel.tx().close();
        assertEquals(1, rxTask.takeWakes());
        assertEquals(ENDED, channel.rx().poll(rxTask));
    }

    @Test
    void closeOfTheReceiver_countsWhatIsUnreadAsDropped() throws Exception {
        Channel<Integer> channel = kind.create(4);
        for (int i = 0; i < 4; i++) {
            channel.tx().offer(i);
        }
        channel.rx().poll(rxTask);
        channel.rx().tail();
        assertEquals(Sent.CLOSED, closed(channel).tx().offer(9));
        assertEquals(ENDED, channel.rx().poll(rxTask));
        assertEquals(ENDED, channel.tx().poll(txTask));
        channel.rx().close();
        assertEquals(0, channel.rx().size());
        assertBalance(channel, 4, 1, 3, 0);
    }

    @Test
    void closeOfTheReceiver_dropsAHeldHead() throws Exception {
        Channel<Integer> channel = kind.create(4);
        channel.tx().offer(1);
        channel.rx().poll(rxTask);
        closed(channel);
        assertHeadAndTailAreIllegal(channel);
        assertBalance(channel, 1, 0, 1, 0);
    }

    @Test
    void closeOfTheReceiver_dropsWhatWasAppendedAndNotFlushed() {
        Channel<Integer> channel = kind.create(4);
        channel.tx().append(1);
        closed(channel);
        channel.tx().flush();
        assertBalance(channel, 1, 0, 1, 0);
    }

    @Test
    void closeOfTheReceiver_tellsASenderThatWaits() throws Exception {
        Channel<Integer> channel = kind.create(1);
        channel.tx().offer(1);
        assertEquals(PENDING, channel.tx().poll(txTask));
        closed(channel);
        assertEquals(1, txTask.takeWakes());
        assertEquals(ENDED, channel.tx().poll(txTask));
    }

    @Test
    void closeOfTheReceiver_wakesItsOwnTaskNoMore() throws Exception {
        Channel<Integer> channel = kind.create(1);
        channel.rx().poll(rxTask);
        closed(channel);
        channel.tx().offer(1);
        channel.tx().close();
        assertEquals(0, rxTask.takeWakes());
    }

    private static <T> Channel<T> closed(Channel<T> channel) {
        channel.rx().close();
        return channel;
    }

    // Send

    @Test
    void send_waitsForRoomAndIsReadyOnce() throws Exception {
        Channel<Integer> channel = kind.create(1);
        var first = channel.tx().send(1);
        var second = channel.tx().send(2);
        assertEquals(0, channel.account().published(), "nothing is sent before the poll");
        assertEquals(READY, first.poll(txTask));
        assertEquals(Sent.ACCEPTED, first.head());
        assertEquals(PENDING, second.poll(txTask));
        channel.rx().poll(rxTask);
        channel.rx().tail();
        assertNotEquals(0, txTask.takeWakes());
        assertEquals(READY, second.poll(txTask));
        assertEquals(READY, second.poll(txTask), "idempotent until tail");
        second.tail();
        assertEquals(ENDED, second.poll(txTask));
        assertThrows(IllegalStateException.class, second::head);
        assertThrows(IllegalStateException.class, second::tail);
        assertBalance(channel, 2, 1, 0, 1);
    }

    @Test
    void send_isReadyWithClosedWhenNobodyWillReceive() throws Exception {
        Channel<Integer> channel = kind.create(1);
        channel.tx().offer(1);
        var send = channel.tx().send(2);
        assertEquals(PENDING, send.poll(txTask));
        closed(channel);
        assertEquals(READY, send.poll(txTask));
        assertEquals(Sent.CLOSED, send.head());
    }

    @Test
    void send_closedBeforeItWasReadySendsNothing() throws Exception {
        Channel<Integer> channel = kind.create(1);
        var send = channel.tx().send(1);
        send.close();
        assertEquals(ENDED, send.poll(txTask));
        assertBalance(channel, 0, 0, 0, 0);
    }

    private List<Object> drain(Channel<?> channel) throws Exception {
        List<Object> read = new ArrayList<>();
        while (channel.rx().poll(rxTask) == READY) {
            read.add(channel.rx().head());
            channel.rx().tail();
        }
        return read;
    }

    static void assertBalance(Channel<?> channel, long published, long consumed, long dropped, long resident) {
        var account = channel.account();
        assertEquals(published, account.published(), "published");
        assertEquals(consumed, account.consumed(), "consumed");
        assertEquals(dropped, account.dropped(), "dropped");
        assertEquals(resident, account.resident(), "resident");
        assertEquals(published, consumed + dropped + resident, "the account balances");
    }
}
