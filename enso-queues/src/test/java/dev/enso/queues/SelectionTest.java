package dev.enso.queues;

import static dev.enso.core.Polled.ENDED;
import static dev.enso.core.Polled.PENDING;
import static dev.enso.core.Polled.READY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.channel.Channel;
import dev.enso.core.Stream;
import dev.enso.core.StreamLaws;
import dev.enso.core.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Waiting on many streams at once. */
class SelectionTest {
    private final HandContext cx = new HandContext();

    private static List<Channel<String>> channels(int count) {
        return IntStream.range(0, count).mapToObj(i -> Queues.<String>spsc(64)).toList();
    }

    private static Selection<String> selection(List<Channel<String>> channels) {
        return Selection.of(channels.stream().map(Channel::rx).toList());
    }

    private List<String> read(Stream<String> stream) throws Exception {
        List<String> read = new ArrayList<>();
        while (stream.poll(cx) == READY) {
            read.add(stream.head());
            stream.tail();
        }
        return read;
    }

    @Test
    void fair_takesTurnsAmongThoseThatHaveSomething() throws Exception {
        var channels = channels(3);
        for (int i = 0; i < 3; i++) {
            channels.get(0).tx().offer("a" + i);
            channels.get(2).tx().offer("c" + i);
        }
        channels.get(1).tx().offer("b0");
        var all = selection(channels).fair();
        assertEquals(READY, all.poll(cx));
        assertEquals(0, all.index());
        assertEquals(List.of("a0", "b0", "c0", "a1", "c1", "a2", "c2"), read(all));
        assertEquals(PENDING, all.poll(cx));
        assertThrows(IllegalStateException.class, all::index);
    }

    @Test
    void messageInAnyOfThem_wakesTheOneTask() throws Exception {
        var channels = channels(130);
        var all = selection(channels).fair();
        assertEquals(PENDING, all.poll(cx));
        for (int i : new int[] {129, 0, 64, 63}) {
            channels.get(i).tx().offer("m" + i);
            assertEquals(1, cx.takeWakes());
            assertEquals(READY, all.poll(cx));
            assertEquals(i, all.index());
            all.tail();
            assertEquals(PENDING, all.poll(cx));
        }
    }

    @Test
    void streamThatHasNothing_isNotPolledAgain() throws Exception {
        var polls = new int[1];
        var idle = new ForwardingStream<String>(Queues.<String>spsc(1).rx()) {
            @Override
            public dev.enso.core.Polled poll(dev.enso.core.Context context) throws Exception {
                polls[0]++;
                return super.poll(context);
            }
        };
        Channel<String> busy = Queues.spsc(64);
        var all = Selection.<String>of(List.of(idle, busy.rx())).byPriority(8);
        for (int i = 0; i < 50; i++) {
            busy.tx().offer("m");
            assertEquals(READY, all.poll(cx));
            all.tail();
        }
        assertEquals(1, polls[0]);
    }

    @Test
    void byPriority_servesTheFirstAndTheOneThatWaitedLongestAfterSoMany() throws Exception {
        var channels = channels(3);
        for (int i = 0; i < 9; i++) {
            channels.get(0).tx().offer("a" + i);
        }
        channels.get(1).tx().offer("b0");
        channels.get(1).tx().offer("b1");
        channels.get(2).tx().offer("c0");
        var all = selection(channels).byPriority(3);
        assertEquals(List.of("a0", "a1", "a2", "b0", "a3", "a4", "a5", "c0", "a6", "a7", "a8", "b1"), read(all));
    }

    @Test
    void byPriority_looksAtTheFirstAgainBeforeEveryMessage() throws Exception {
        var channels = channels(2);
        channels.get(1).tx().offer("b0");
        channels.get(1).tx().offer("b1");
        var all = selection(channels).byPriority(3);
        assertEquals(READY, all.poll(cx));
        channels.get(0).tx().offer("a0");
        assertEquals("b0", all.head(), "a head that is shown stays");
        assertEquals(List.of("b0", "a0", "b1"), read(all));
    }

    /** The bound that the documentation states. */
    @Test
    void byPriority_letsNobodyWaitLongerThanItSays() throws Exception {
        int levels = 5;
        int patience = 4;
        var channels = channels(levels);
        var all = selection(channels).byPriority(patience);
        int[] waited = new int[levels];
        for (int step = 0; step < 10_000; step++) {
            for (int level = 0; level < levels; level++) {
                if (channels.get(level).rx().size() == 0) {
                    channels.get(level).tx().offer("m");
                }
            }
            assertEquals(READY, all.poll(cx));
            int served = all.index();
            all.tail();
            for (int level = 0; level < levels; level++) {
                waited[level] = level == served ? 0 : waited[level] + 1;
                assertTrue(waited[level] <= (levels - 1) * (patience + 1), "level " + level + " at " + step);
            }
        }
    }

    @Test
    void select_isTheStreamUnderAKey() {
        var channels = channels(3);
        var selection = selection(channels);
        assertSame(channels.get(1).rx(), selection.select(1));
        assertSame(channels.get(1).rx(), selection.select(4));
        assertSame(channels.get(2).rx(), selection.select(-1));
    }

    @Test
    void end_comesWhenAllHaveEnded() throws Exception {
        var channels = channels(2);
        var all = selection(channels).fair();
        channels.get(0).tx().offer("a");
        channels.get(0).tx().close();
        assertEquals(List.of("a"), read(all));
        assertEquals(PENDING, all.poll(cx));
        channels.get(1).tx().close();
        assertEquals(ENDED, all.poll(cx));
        assertEquals(ENDED, all.poll(cx));
    }

    @Test
    void close_closesAllOfThem() throws Exception {
        var channels = channels(3);
        channels.get(1).tx().offer("b");
        var all = selection(channels).fair();
        assertEquals(READY, all.poll(cx));
        all.close();
        channels.forEach(channel -> assertTrue(channel.isClosed()));
        assertEquals(ENDED, all.poll(cx));
        assertEquals(1, channels.get(1).account().dropped());
    }

    @Test
    void nothingToSelectFrom_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> Selection.of(List.<Stream<String>>of()));
        assertThrows(
                IllegalArgumentException.class, () -> selection(channels(1)).byPriority(0));
    }

    @TestFactory
    List<DynamicContainer> laws() {
        return List.of(
                StreamLaws.of("fair", () -> Subject.of(filled().fair(), List.of("a", "c", "b", "d"))),
                StreamLaws.of("by priority", () -> Subject.of(filled().byPriority(100), List.of("a", "b", "c", "d"))));
    }

    private static Selection<String> filled() {
        var channels = channels(2);
        channels.get(0).tx().offer("a");
        channels.get(0).tx().offer("b");
        channels.get(1).tx().offer("c");
        channels.get(1).tx().offer("d");
        channels.forEach(channel -> channel.tx().close());
        return selection(channels);
    }
}
