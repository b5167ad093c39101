package dev.enso.queues;

import static dev.enso.core.Polled.READY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.example.BlockingArray;
import dev.enso.channel.Backend;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Overflow;
import dev.enso.channel.Publisher;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QueuesTest {
    @ParameterizedTest
    @EnumSource(
            value = Queues.class,
            names = {"VEC_DEQUE", "LINK", "PIPES"})
    void create_refusesSpmcWithTheReasonAndTheWayOut(Queues backend) {
        String message = assertThrows(IllegalArgumentException.class, () -> backend.create(Driver.SPMC, 8))
                .getMessage();
        assertTrue(message.startsWith(backend.name()), message);
        assertTrue(message.contains("hands each message to one receiver"), message);
        assertTrue(message.contains("Take TURBINE") && message.contains("one SPSC channel"), message);
        assertThrows(IllegalArgumentException.class, () -> backend.pub(8));
    }

    @Test
    void vecUnderSpmc_showsEveryMessageToEveryReceiver() throws Exception {
        Channel<Integer> channel = Queues.VEC.create(Driver.SPMC, 2);
        assertEquals("VEC", channel.properties().backend());
        Subscriber<Integer> second = ((Publisher<Integer>) channel.tx()).subscribe(Subscription.oldest());
        assertEquals(Sent.ACCEPTED, channel.tx().offer(1));
        for (Receiver<Integer> receiver : List.of(channel.rx(), second)) {
            assertEquals(READY, receiver.look());
            assertEquals(1, receiver.head());
            receiver.tail();
        }
    }

    @Test
    void publishers_sayWhatTheyPromise() {
        var promise = Queues.VEC.pub(8).properties();
        assertEquals(Queues.VEC.create(Driver.SPMC, 8).properties(), promise);
        assertEquals("TURBINE", Queues.TURBINE.pub(8).properties().backend());
        Turbine turbine = Turbine.bestAt(Publishing.LOWEST_LATENCY);
        assertEquals(Driver.SPMC, turbine.slots(8, Object::new).properties().driver());
        SlotPublisher<Object> shared = turbine.sharedSlots(5, Object::new);
        assertEquals(Driver.MPSC, shared.another().properties().driver());
        assertEquals(5, shared.properties().bound());
    }

    @Test
    void slotPublisher_waitsUntilItsRingIsEmpty() throws Exception {
        HandContext cx = new HandContext();
        SlotPublisher<Object> ring =
                Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT).slots(4, Object::new);
        Subscriber<Object> reader = ring.subscribe(Subscription.oldest());
        ring.claim(3);
        ring.commit(3);
        var empty = ring.awaitEmpty();
        assertEquals(Polled.PENDING, empty.poll(cx));
        assertEquals(3, reader.drain(slot -> {}, 9));
        assertTrue(cx.takeWakes() > 0);
        assertEquals(READY, empty.poll(cx));
    }

    @ParameterizedTest
    @EnumSource(
            value = Queues.class,
            names = {"VEC_DEQUE", "LINK"})
    void largestCapacity_costsNothingBeforeItIsUsed(Queues backend) throws Exception {
        for (Driver driver : new Driver[] {Driver.SPSC, Driver.MPSC}) {
            Channel<Integer> channel = backend.create(driver, Queues.MAX_CAPACITY);
            HandContext cx = new HandContext();
            for (int i = 0; i < 10_000; i++) {
                assertEquals(Sent.ACCEPTED, channel.tx().append(i));
            }
            for (int i = 0; i < 10_000; i++) {
                assertEquals(READY, channel.rx().poll(cx));
                assertEquals(i, channel.rx().head());
                channel.rx().tail();
            }
        }
    }

    @Test
    void spscAndMpsc_areChannelsOverAnArray() {
        Channel<String> one = Queues.spsc(2);
        Channel<String> many = Queues.mpsc(2);
        assertTrue(one.tx().toString().contains("SPSC"));
        assertTrue(many.tx().toString().contains("MPSC"));
    }

    /** The contract of channels runs on it as well: {@link Kind#ofAnybody}. */
    @Test
    void backendOfAnybody_servesWhateverOursDo() throws Exception {
        Backend foreign = new BlockingArray();
        Channel<Integer> from = Queues.create(foreign, Driver.MPSC, 4);
        assertEquals("BLOCKING_ARRAY", from.properties().backend());
        Lanes<Integer> lanes = Lanes.create(foreign, 4, 2);
        HandContext cx = new HandContext();
        Future<Long> link = Queues.link(from.rx(), lanes.open());
        assertEquals(Polled.PENDING, link.poll(cx));
        from.tx().offer(1);
        lanes.open().offer(2);
        assertEquals(1, cx.takeWakes());
        assertEquals(Polled.PENDING, link.poll(cx));
        Selected<Integer> all =
                Selection.of(List.of(lanes.rx(), Queues.<Integer>spsc(1).rx())).fair();
        int sum = 0;
        while (all.poll(cx) == READY) {
            sum += all.head();
            all.tail();
        }
        assertEquals(3, sum);
        assertThrows(IllegalArgumentException.class, () -> Queues.create(foreign, Driver.SPMC, 4));
        assertThrows(IllegalArgumentException.class, () -> foreign.pub(4));
        assertThrows(IllegalArgumentException.class, () -> foreign.create(Driver.SPSC, 4, Overflow.REFUSE));
    }

    @Test
    void halves_printTheirAccount() {
        Channel<String> channel = Queues.spsc(4);
        channel.tx().offer("message");
        channel.rx().close();
        assertEquals(
                "Receiver[published 1, consumed 0, dropped 1, resident 0 of 4, closed]",
                channel.rx().toString());
    }

    @Test
    void stride_isASixteenthOfTheCapacityWithinBounds() {
        assertEquals(1, new SpscArray<>(1).stride());
        assertEquals(1, new SpscArray<>(31).stride());
        assertEquals(2, new SpscArray<>(32).stride());
        assertEquals(64, new SpscArray<>(1024).stride());
        assertEquals(64, Queues.LINK.many(Queues.MAX_CAPACITY).stride());
    }

    @Test
    void drain_endsWhenItsActionCloses() throws Exception {
        Channel<Integer> channel = Queues.spsc(4);
        for (int i = 0; i < 4; i++) {
            channel.tx().offer(i);
        }
        assertEquals(
                1,
                channel.rx()
                        .drain(
                                message -> {
                                    if (message == 1) {
                                        channel.rx().close();
                                    }
                                },
                                9));
        assertEquals(Polled.ENDED, channel.rx().look());
        assertEquals(0, channel.rx().drain(message -> {}, 9));
        ChannelContractTest.assertBalance(channel, 4, 1, 3, 0);
    }
}
