package dev.enso.queues;

import static dev.enso.core.Polled.READY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Backend;
import dev.enso.channel.Channel;
import dev.enso.channel.Driver;
import dev.enso.channel.Publisher;
import dev.enso.channel.Receiver;
import dev.enso.channel.Sent;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
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

    @Test
    void create_takesABackendOfAnybody() {
        Channel<Object> made = Queues.spsc(1);
        Backend foreign = new Backend() {
            @Override
            public String name() {
                return "FOREIGN";
            }

            @Override
            @SuppressWarnings("unchecked")
            public <T> Channel<T> create(Driver driver, int capacity) {
                return (Channel<T>) made;
            }
        };
        assertEquals(made, Queues.create(foreign, Driver.SPSC, 1));
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
