package dev.enso.queues;

import static dev.enso.core.Polled.ENDED;
import static dev.enso.core.Polled.PENDING;
import static dev.enso.core.Polled.READY;
import static dev.enso.queues.ChannelContractTest.assertBalance;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Channel;
import dev.enso.channel.Order;
import dev.enso.channel.Overflow;
import dev.enso.channel.Progress;
import dev.enso.channel.Sent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every channel promises about looking, draining, running empty and its properties. */
@ParameterizedClass(name = "{0}")
@MethodSource("kinds")
class DrainingContractTest {
    @Parameter
    Kind kind;

    private final HandContext rxTask = new HandContext();
    private final HandContext txTask = new HandContext();

    static List<Kind> kinds() {
        return Kind.ofAnybody();
    }

    @Test
    void look_findsWhatPollFindsAndLeavesNoWaker() throws Exception {
        Channel<Integer> channel = kind.create(4);
        assertEquals(PENDING, channel.rx().look());
        channel.tx().offer(1);
        assertEquals(READY, channel.rx().look());
        assertEquals(READY, channel.rx().look(), "idempotent until tail");
        assertEquals(READY, channel.rx().poll(rxTask));
        assertEquals(1, channel.rx().head());
        channel.rx().tail();
        assertThrows(IllegalStateException.class, () -> channel.rx().head());
        assertEquals(PENDING, channel.rx().look());
        channel.tx().offer(2);
        channel.tx().close();
        assertEquals(0, rxTask.takeWakes());
        assertEquals(READY, channel.rx().look());
        channel.rx().tail();
        assertEquals(ENDED, channel.rx().look());
        assertEquals(ENDED, channel.rx().poll(rxTask));
        assertBalance(channel, 2, 2, 0, 0);
    }

    @Test
    void look_thatFindsNothingAnnouncesRoom() throws Exception {
        Channel<Integer> channel = kind.create(1024);
        while (channel.tx().offer(0) == Sent.ACCEPTED) {}
        channel.rx().drain(message -> {}, 1024);
        channel.tx().offer(1); // so that no tail is the last of a batch
        channel.rx().drain(message -> {}, 1);
        while (channel.tx().offer(0) == Sent.ACCEPTED) {}
        assertEquals(PENDING, channel.tx().poll(txTask));
        channel.rx().drain(message -> {}, Integer.MAX_VALUE);
        assertTrue(txTask.takeWakes() > 0);
    }

    @Test
    void drain_takesWhatIsThereUpToTheLimit() throws Exception {
        Channel<Integer> channel = kind.create(16);
        for (int i = 0; i < 10; i++) {
            channel.tx().offer(i);
        }
        List<Integer> read = new ArrayList<>();
        assertEquals(0, channel.rx().drain(read::add, 0));
        assertEquals(0, channel.rx().drain(read::add, -1));
        assertEquals(3, channel.rx().drain(read::add, 3));
        assertEquals(READY, channel.rx().poll(rxTask));
        assertEquals(7, channel.rx().drain(read::add, 100), "the head that is shown comes first");
        assertEquals(0, channel.rx().drain(read::add, 100));
        assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), read);
        assertBalance(channel, 10, 10, 0, 0);
    }

    @Test
    void drain_keepsTheMessageWhoseActionThrows() throws Exception {
        Channel<Integer> channel = kind.create(4);
        channel.tx().offer(1);
        channel.tx().offer(2);
        assertThrows(
                IllegalStateException.class,
                () -> channel.rx()
                        .drain(
                                message -> {
                                    throw new IllegalStateException("no");
                                },
                                9));
        List<Integer> read = new ArrayList<>();
        assertEquals(2, channel.rx().drain(read::add, 9));
        assertEquals(List.of(1, 2), read);
    }

    @Test
    void awaitEmpty_isReadyOnceEverythingIsReleased() throws Exception {
        Channel<Integer> channel = kind.create(64);
        assertEquals(READY, channel.tx().awaitEmpty().poll(txTask));
        channel.rx().poll(rxTask);
        for (int i = 0; i < 50; i++) {
            channel.tx().append(i);
        }
        var empty = channel.tx().awaitEmpty();
        assertEquals(PENDING, empty.poll(txTask));
        assertEquals(1, rxTask.takeWakes(), "it flushes");
        while (channel.rx().poll(rxTask) == READY) {
            assertEquals(PENDING, empty.poll(txTask), "the head is not released");
            channel.rx().tail();
        }
        assertTrue(txTask.takeWakes() > 0);
        assertEquals(READY, empty.poll(txTask));
        assertEquals(READY, empty.poll(txTask));
        assertEquals(null, empty.head());
        empty.tail();
        assertEquals(ENDED, empty.poll(txTask));
        assertThrows(IllegalStateException.class, empty::head);
        empty.close();
    }

    @Test
    void awaitEmpty_isReadyWhenTheReceiverLeaves() throws Exception {
        Channel<Integer> channel = kind.create(4);
        channel.tx().offer(1);
        var empty = channel.tx().awaitEmpty();
        assertEquals(PENDING, empty.poll(txTask));
        channel.rx().close();
        assertEquals(1, txTask.takeWakes());
        assertEquals(READY, empty.poll(txTask));
        assertBalance(channel, 1, 0, 1, 0);
    }

    @Test
    void properties_sayWhatTheChannelPromises() {
        Channel<Integer> channel = kind.create(5);
        var properties = channel.properties();
        assertEquals(kind.backend().name(), properties.backend());
        assertEquals(kind.driver(), properties.driver());
        assertEquals(5, properties.bound());
        assertEquals(Order.FIFO, properties.order());
        assertEquals(Overflow.PARK, properties.overflow());
        assertEquals(kind.isWaitFree(), properties.progress() == Progress.WAIT_FREE);
    }

    @Test
    void isClosed_isTrueFromEitherClose() {
        Channel<Integer> one = kind.create(5);
        assertFalse(one.isClosed());
        one.tx().close();
        assertTrue(one.isClosed());
        Channel<Integer> other = kind.create(5);
        other.rx().close();
        assertTrue(other.isClosed());
        assertTrue(other.account().isClosed());
    }
}
