package dev.enso.queues;

import static dev.enso.core.Polled.ENDED;
import static dev.enso.core.Polled.PENDING;
import static dev.enso.core.Polled.READY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.enso.channel.Channel;
import dev.enso.channel.Sent;
import dev.enso.core.Future;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Several who wait for room in one channel; under one sender they are futures or tasks of one thread. */
@ParameterizedClass(name = "{0}")
@MethodSource("kinds")
class WaitingSendersTest {
    @Parameter
    Kind kind;

    private final HandContext reader = new HandContext();
    private final List<HandContext> tasks =
            Stream.generate(HandContext::new).limit(3).toList();

    static List<Kind> kinds() {
        return Kind.all();
    }

    @Test
    void tail_wakesOneFutureForEachFreePlaceTheOldestFirst() throws Exception {
        Channel<Integer> channel = full(2);
        List<Future<Sent>> sends = sends(channel);
        read(channel);
        assertEquals(List.of(1, 0, 0), wakes());
        assertEquals(READY, sends.get(0).poll(tasks.get(0)));
        read(channel);
        assertEquals(List.of(1, 1, 0), wakes());
        assertEquals(READY, sends.get(1).poll(tasks.get(1)));
        read(channel);
        assertEquals(List.of(1, 1, 1), wakes());
    }

    @Test
    void futureThatIsPolledAgain_keepsItsPlaceAndItsLatestWakerCounts() throws Exception {
        Channel<Integer> channel = full(1);
        List<Future<Sent>> sends = sends(channel);
        HandContext later = new HandContext();
        assertEquals(PENDING, sends.get(0).poll(later));
        read(channel);
        assertEquals(List.of(0, 0, 0), wakes());
        assertEquals(1, later.wakes);
    }

    @Test
    void futureThatIsClosed_standsInNobodysWay() throws Exception {
        Channel<Integer> channel = full(1);
        List<Future<Sent>> sends = sends(channel);
        sends.get(0).close();
        read(channel);
        assertEquals(List.of(0, 1, 0), wakes());
    }

    @Test
    void futureThatIsWokenAndClosed_keepsNobodyElseWaiting() throws Exception {
        Channel<Integer> channel = full(1);
        List<Future<Sent>> sends = sends(channel);
        read(channel);
        sends.get(0).close();
        assertEquals(PENDING, channel.rx().poll(reader));
        assertEquals(List.of(1, 1, 1), wakes());
    }

    @Test
    void tasksThatPollByHand_areAllWoken() throws Exception {
        Channel<Integer> channel = full(1);
        for (HandContext task : tasks) {
            assertEquals(PENDING, channel.tx().poll(task));
            assertEquals(PENDING, channel.tx().poll(task));
        }
        read(channel);
        assertEquals(List.of(1, 1, 1), wakes());
    }

    @Test
    void close_endsAllWhoWaitAndForgetsThem() throws Exception {
        Channel<Integer> channel = full(1);
        List<Future<Sent>> sends = sends(channel);
        HandContext byHand = new HandContext();
        assertEquals(PENDING, channel.tx().poll(byHand));
        channel.tx().close();
        assertEquals(List.of(1, 1, 1), wakes());
        assertEquals(1, byHand.wakes);
        assertEquals(ENDED, channel.tx().poll(byHand));
        for (int i = 0; i < 3; i++) {
            assertEquals(READY, sends.get(i).poll(tasks.get(i)));
            assertEquals(Sent.CLOSED, sends.get(i).head());
        }
        assertFalse(((Shared<?>) channel.account()).senders.any());
    }

    @Test
    void wakersBeyondTheMost_wakeTheOthersInsteadOfBeingForgotten() {
        WaitingSenders waiting = new WaitingSenders(2);
        tasks.forEach(task -> waiting.await(null, task));
        assertEquals(List.of(1, 1, 0), wakes());
        waiting.wakeAll();
        assertEquals(List.of(1, 1, 1), wakes());
    }

    private Channel<Integer> full(int capacity) {
        Channel<Integer> channel = kind.create(capacity);
        for (int i = 0; i < capacity; i++) {
            assertEquals(Sent.ACCEPTED, channel.tx().offer(i));
        }
        return channel;
    }

    /** One pending future for each task. */
    private List<Future<Sent>> sends(Channel<Integer> channel) throws Exception {
        List<Future<Sent>> sends =
                Stream.generate(() -> channel.tx().send(9)).limit(3).toList();
        for (int i = 0; i < 3; i++) {
            assertEquals(PENDING, sends.get(i).poll(tasks.get(i)));
        }
        return sends;
    }

    private void read(Channel<Integer> channel) {
        assertEquals(READY, channel.rx().poll(reader));
        channel.rx().tail();
    }

    private List<Integer> wakes() {
        return tasks.stream().map(task -> task.wakes).toList();
    }
}
