package dev.enso.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the laws don't say about the operators. */
class StreamTest {
    private final TestContext cx = new TestContext();

    private static Stream<Integer> numbers(int count) {
        return Stream.from(() -> IntStream.rangeClosed(1, count).iterator());
    }

    @Test
    void of_copiesItsArray() throws Exception {
        Integer[] array = {1, 2};
        Stream<Integer> stream = Stream.of(array);
        array[0] = 9;
        assertEquals(java.util.List.of(1, 2), cx.drain(stream));
    }

    @Test
    void from_asksForTheIteratorInTheFirstPoll() throws Exception {
        var made = new AtomicInteger();
        Stream<Integer> stream = Stream.from((Iterable<Integer>) () -> {
            made.incrementAndGet();
            return java.util.List.of(1).iterator();
        });
        assertEquals(0, made.get());
        cx.poll(stream);
        cx.poll(stream);
        assertEquals(1, made.get());
    }

    @Test
    void from_endlessIterator_isReadNoFurtherThanNeeded() throws Exception {
        var next = new AtomicInteger();
        Iterator<Integer> endless = new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Integer next() {
                return next.incrementAndGet();
            }
        };
        assertEquals(java.util.List.of(1, 2, 3), cx.drain(Stream.from(endless).take(3)));
        assertEquals(3, next.get());
    }

    @Test
    void nullMessages_passWhereTheSourceAllowsThem() throws Exception {
        assertEquals(
                java.util.Arrays.asList("a", null),
                cx.drain(Stream.of("a", null).map(x -> x).filter(x -> true).take(2)));
        assertEquals(2, cx.get(Stream.of("a", null).toList()).size());
    }

    @Test
    void map_appliesItsFunctionOncePerMessage() throws Exception {
        var calls = new AtomicInteger();
        Stream<Integer> stream = Stream.of(1, 2).map(x -> calls.incrementAndGet());
        assertEquals(0, calls.get());
        for (int i = 1; i <= 2; i++) {
            cx.poll(stream);
            cx.poll(stream);
            stream.head();
            stream.head();
            assertEquals(i, calls.get());
            stream = stream.tail();
        }
    }

    @Test
    void take0_pollsNothingAndClosesItsSource() throws Exception {
        ScriptedStream<Integer> source = ScriptedStream.of(1);
        Stream<Integer> none = source.take(0);
        assertEquals(Polled.ENDED, cx.poll(none));
        assertEquals(0, source.polls());
        assertEquals(1, source.closes());
    }

    @Test
    void take_doesNotAskForTheMessageAfterTheLast() throws Exception {
        ScriptedStream<Integer> source =
                ScriptedStream.<Integer>script().ready(1).failing(new Exception("asked"));
        assertEquals(java.util.List.of(1), cx.drain(source.take(1)));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void negativeCounts_areRefusedByName(long count) {
        Stream<Integer> source = Stream.of(1);
        var take = assertThrows(IllegalArgumentException.class, () -> source.take(count));
        assertEquals("take counts messages and can't be negative: " + count, take.getMessage());
        var skip = assertThrows(IllegalArgumentException.class, () -> source.skip(count));
        assertEquals("skip counts messages and can't be negative: " + count, skip.getMessage());
        var timeout = assertThrows(IllegalArgumentException.class, () -> source.timeout(Duration.ofNanos(count)));
        assertTrue(timeout.getMessage().startsWith("timeout can't be negative"), timeout.getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void bufferWithoutRoom_isRefused(int size) {
        var e = assertThrows(IllegalArgumentException.class, () -> Stream.of(1).buffer(size));
        assertTrue(e.getMessage().contains("at least 1") && e.getMessage().contains("" + size), e.getMessage());
    }

    @Test
    void buffer_ofTheLargestSizeReservesNothing() throws Exception {
        assertEquals(java.util.List.of(List.of(1, 2)), cx.drain(Stream.of(1, 2).buffer(Integer.MAX_VALUE)));
    }

    @Test
    void zip_endsWithTheShorterAndClosesBoth() throws Exception {
        ScriptedStream<Integer> shorter = ScriptedStream.of(1);
        ScriptedStream<Integer> longer = ScriptedStream.of(10, 20, 30);
        Stream<Integer> zip = longer.zip(shorter, Integer::sum);
        cx.poll(zip);
        zip = zip.tail();
        assertTrue(!longer.isHeld() && !shorter.isHeld(), "tail releases both");
        assertEquals(Polled.ENDED, cx.poll(zip));
        assertEquals(1, shorter.closes());
        assertEquals(1, longer.closes());
        assertFalse(longer.isHeld());
    }

    @Test
    void zip_endsAsSoonAsOneSideEndsWhileTheOtherIsPending() throws Exception {
        ScriptedStream<Integer> pending =
                ScriptedStream.<Integer>script().pending().ready(1);
        assertEquals(Polled.ENDED, cx.poll(pending.zip(Stream.<Integer>empty(), Integer::sum)));
        assertEquals(1, pending.closes());
    }

    @Test
    void zip_pollsBothSidesSoThatEitherWakesIt() throws Exception {
        ScriptedStream<Integer> left =
                ScriptedStream.<Integer>script().pending().ready(1);
        ScriptedStream<Integer> right =
                ScriptedStream.<Integer>script().pending().ready(2);
        Stream<Integer> zip = left.zip(right, Integer::sum);
        assertEquals(Polled.PENDING, cx.poll(zip));
        assertTrue(left.isWaitedFor() && right.isWaitedFor());
        right.outside();
        assertTrue(cx.isDue());
        assertEquals(Polled.PENDING, cx.poll(zip));
        left.outside();
        assertTrue(cx.isDue());
        assertEquals(Polled.READY, cx.poll(zip));
        assertEquals(3, zip.head());
    }

    @Test
    void merge_takesTurnsWhileBothAreReady() throws Exception {
        assertEquals(
                java.util.List.of(1, 10, 2, 20, 3, 30, 40, 50),
                cx.drain(Stream.of(1, 2, 3).merge(Stream.of(10, 20, 30, 40, 50))));
    }

    @Test
    void merge_showsWhoeverIsReadyWhileTheOtherIsPending() throws Exception {
        ScriptedStream<Integer> halted =
                ScriptedStream.<Integer>script().pending().ready(1).ready(2);
        Stream<Integer> merge = halted.merge(Stream.of(10, 20, 30));
        var seen = new ArrayList<Integer>();
        for (int i = 0; i < 2; i++) {
            assertEquals(Polled.READY, cx.poll(merge));
            seen.add(merge.head());
            merge = merge.tail();
        }
        halted.outside();
        seen.addAll(cx.drain(merge));
        assertEquals(java.util.List.of(10, 20, 1, 30, 2), seen);
    }

    @Test
    void merge_keepsTheOrderOfEachSideAndLosesNothing() throws Exception {
        for (int seed = 0; seed < 100; seed++) {
            ScriptedStream<Integer> left = ScriptedStream.halting(seed, 1, 2, 3, 4, 5);
            ScriptedStream<Integer> right = ScriptedStream.halting(~seed, 10, 20, 30);
            Stream<Integer> merge = left.merge(right.moving());
            var seen = new ArrayList<Integer>();
            while (true) {
                Polled polled = cx.poll(merge);
                if (polled == Polled.ENDED) {
                    break;
                } else if (polled == Polled.READY) {
                    seen.add(merge.head());
                    merge = merge.tail();
                } else {
                    left.outside();
                    right.outside();
                    assertTrue(cx.isDue(), "seed " + seed);
                }
            }
            merge.close();
            assertEquals(
                    java.util.List.of(1, 2, 3, 4, 5),
                    seen.stream().filter(x -> x < 10).toList(),
                    "seed " + seed);
            assertEquals(
                    java.util.List.of(10, 20, 30),
                    seen.stream().filter(x -> x >= 10).toList(),
                    "seed " + seed);
            assertEquals(1, left.closes());
            assertEquals(1, right.closes());
        }
    }

    @Test
    void mergeClosed_closesBothAndReleasesTheHeldHead() throws Exception {
        ScriptedStream<Integer> left = ScriptedStream.of(1);
        ScriptedStream<Integer> right = ScriptedStream.of(2);
        Stream<Integer> merge = left.merge(right);
        cx.poll(merge);
        merge.close();
        assertFalse(left.isHeld());
        assertEquals(1, left.closes());
        assertEquals(1, right.closes());
    }

    @Test
    void closeThatThrows_stillClosesTheOtherSource() throws Exception {
        var failure = new IllegalArgumentException("close");
        for (int i = 0; i < 4; i++) {
            Stream<Integer> broken = new Broken(failure);
            ScriptedStream<Integer> other = ScriptedStream.of(1);
            Stream<?> stream = switch (i) {
                case 0 -> broken.merge(other);
                case 1 -> broken.zip(other, Integer::sum);
                case 2 -> broken.concat(other);
                default -> Future.join(List.of(broken.first(), other.first()));
            };
            assertEquals(failure, assertThrows(IllegalArgumentException.class, stream::close));
            assertEquals(1, other.closes(), stream.toString());
        }
    }

    @Test
    void closesThatThrow_areAllReported() {
        var first = new IllegalArgumentException("first");
        var second = new IllegalArgumentException("second");
        Future<?> join = Future.join(List.of(new Broken(first).first(), new Broken(second).first()));
        assertEquals(first, assertThrows(IllegalArgumentException.class, join::close));
        assertEquals(java.util.List.of(second), java.util.List.of(first.getSuppressed()));
    }

    private record Broken(RuntimeException failure) implements Stream<Integer> {
        @Override
        public Polled poll(Context cx) {
            return Polled.PENDING;
        }

        @Override
        public Integer head() {
            throw new IllegalStateException();
        }

        @Override
        public Stream<Integer> tail() {
            throw new IllegalStateException();
        }

        @Override
        public void close() {
            throw failure;
        }
    }

    @Test
    void concat_closesTheFirstBeforeItShowsTheSecond() throws Exception {
        ScriptedStream<Integer> first = ScriptedStream.of(1);
        Stream<Integer> both = first.concat(Stream.of(2));
        cx.poll(both);
        both = both.tail();
        assertEquals(0, first.closes());
        cx.poll(both);
        assertEquals(1, first.closes());
        assertEquals(2, both.head());
    }

    @Test
    void flatMap_holdsTheMessageWhileItsStreamRuns() throws Exception {
        Stream<Integer> stream =
                new SlotStream(2).flatMap(slot -> Stream.of(1, 2).map(times -> times * slot.value()));
        assertEquals(java.util.List.of(1, 2, 2, 4), cx.drain(stream));
    }

    @Test
    void flatMap_closesEachInnerStreamAtItsEnd() throws Exception {
        var inner = new ArrayList<ScriptedStream<Integer>>();
        Stream<Integer> stream = Stream.of(1, 2).flatMap(x -> {
            inner.add(ScriptedStream.of(x));
            return inner.get(inner.size() - 1);
        });
        cx.poll(stream);
        stream = stream.tail();
        cx.poll(stream);
        assertEquals(1, inner.get(0).closes());
        assertEquals(0, inner.get(1).closes());
        stream.close();
        assertEquals(1, inner.get(0).closes());
        assertEquals(1, inner.get(1).closes());
    }

    @Test
    void flatMap_overStreamsWithoutMessagesSpendsBudget() throws Exception {
        cx.budget(9);
        Stream<Integer> stream = numbers(1000).flatMap(x -> Stream.empty());
        assertEquals(Polled.PENDING, cx.poll(stream));
        assertTrue(cx.isExhausted());
        assertEquals(10, cx.spent());
    }

    @Test
    void takeWhile_closesItsSourceAtTheRefusedMessage() throws Exception {
        ScriptedStream<Integer> source = ScriptedStream.of(9, 2);
        assertEquals(Polled.ENDED, cx.poll(source.takeWhile(x -> x < 5)));
        assertEquals(1, source.closes());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 64})
    void budget_boundsOnePollAndTheNextGoesOnWhereItStopped(int budget) throws Exception {
        cx.budget(budget);
        var seen = new ArrayList<Integer>();
        Future<?> all = numbers(1000).forEach(seen::add);
        for (int polls = 1; cx.poll(all) == Polled.PENDING; polls++) {
            assertTrue(cx.isExhausted());
            assertEquals(polls * (budget + 1), seen.size());
        }
        assertEquals(IntStream.rangeClosed(1, 1000).boxed().toList(), seen);
        assertEquals(499_500, cx.get(numbers(999).fold(0, Integer::sum)));
        assertEquals(1000, cx.get(numbers(1000).toList()).size());
        assertEquals(java.util.List.of(1000), cx.drain(numbers(1000).filter(x -> x == 1000)));
        assertEquals(java.util.List.of(1000), cx.drain(numbers(1000).skip(999)));
    }

    @Test
    void inPlaceMessages_areRefusedByWhatKeepsThem() {
        for (String operator : java.util.List.of("toList", "buffer", "then", "join", "toStage")) {
            var source = new SlotStream(3);
            var e = assertThrows(IllegalStateException.class, () -> {
                switch (operator) {
                    case "toList" -> source.filter(x -> true).toList();
                    case "buffer" -> source.map(x -> x).buffer(2);
                    case "then" -> source.first().then(Future::of);
                    case "join" -> Future.join(List.of(source.first().timeout(Duration.ZERO)));
                    default -> source.first().race(Operator.never()).toStage(null);
                }
            });
            assertTrue(
                    e.getMessage().startsWith(operator) && e.getMessage().contains("put copy(fn) before " + operator),
                    e.getMessage());
        }
    }

    @Test
    void inPlace_isPassedOnByOperatorsThatShowTheMessage() {
        java.util.List<Stream<?>> passing = java.util.List.of(
                new SlotStream(1).map(x -> x),
                new SlotStream(1).filter(x -> true),
                new SlotStream(1).take(1),
                new SlotStream(1).takeWhile(x -> true),
                new SlotStream(1).skip(0),
                new SlotStream(1).timeout(Duration.ZERO),
                new SlotStream(1).first(),
                new SlotStream(1).first().map(x -> x),
                new SlotStream(1).first().recover(e -> null),
                new SlotStream(1).first().race(Operator.never()),
                new SlotStream(1).first().join(Future.of(1), (x, y) -> x),
                new SlotStream(1).flatMap(Stream::of),
                new SlotStream(1).merge(Stream.empty()),
                Stream.<SlotStream.Slot>empty().merge(new SlotStream(1)),
                Stream.<SlotStream.Slot>empty().concat(new SlotStream(1)),
                new SlotStream(1).concat(Stream.empty()),
                Stream.of(1).zip(new SlotStream(1), (x, y) -> y),
                new SlotStream(1).zip(Stream.of(1), (x, y) -> x));
        passing.forEach(stream -> assertTrue(stream.inPlace(), stream.toString()));
        java.util.List<Stream<?>> clear = java.util.List.of(
                Stream.of(1),
                new SlotStream(1).copy(SlotStream.Slot::value),
                new SlotStream(1).first().copy(SlotStream.Slot::value),
                new SlotStream(1).scan(0, (a, x) -> a + x.value()),
                new SlotStream(1).fold(0, (a, x) -> a + x.value()),
                new SlotStream(1).copy(SlotStream.Slot::value).toList());
        clear.forEach(stream -> assertFalse(stream.inPlace(), stream.toString()));
    }

    @Test
    void inPlace_isNotClaimedOverSourcesThatAreNot() throws Exception {
        for (Operator operator : Operator.all()) {
            Stream<?> stream = operator.on().apply(Stream.of(1, 2, 3, 4, 5, 6));
            assertFalse(stream.inPlace(), operator.name());
            cx.settle(stream);
            assertFalse(stream.inPlace(), operator.name());
        }
    }

    @Test
    void inPlace_ofAChainIsWhatItShows() throws Exception {
        Future<SlotStream.Slot> then = Future.of(1).then(x -> new SlotStream(1).first());
        assertFalse(then.inPlace());
        cx.settle(then);
        assertTrue(then.inPlace());
    }

    @Test
    void inPlaceMessagesThatComeLater_failThePollOfWhatKeepsThem() {
        Future<List<SlotStream.Slot>> list =
                Stream.of(1).flatMap(x -> new SlotStream(3)).toList();
        assertThrows(IllegalStateException.class, () -> cx.poll(list));
        Stream<List<SlotStream.Slot>> lists =
                Stream.of(1).flatMap(x -> new SlotStream(3)).buffer(2);
        assertThrows(IllegalStateException.class, () -> cx.poll(lists));
        Future<SlotStream.Slot> then =
                Stream.of(1).flatMap(x -> new SlotStream(3)).first().then(Future::of);
        assertThrows(IllegalStateException.class, () -> cx.poll(then));
        Future<List<SlotStream.Slot>> join =
                Future.join(List.of(Stream.of(1).flatMap(x -> new SlotStream(3)).first()));
        assertThrows(IllegalStateException.class, () -> cx.poll(join));
    }

    @Test
    void copy_makesInPlaceMessagesFitToKeep() throws Exception {
        assertEquals(
                List.of(1, 2, 3),
                cx.get(new SlotStream(3).copy(SlotStream.Slot::value).toList()));
        assertEquals(
                List.of(1, 2),
                cx.get(Stream.of(2)
                        .flatMap(x -> new SlotStream(x).copy(SlotStream.Slot::value))
                        .toList()));
    }

    @Test
    void inPlaceMessages_areReadBeforeTheirSlotIsReused() throws Exception {
        assertEquals(6, cx.get(new SlotStream(3).fold(0, (sum, slot) -> sum + slot.value())));
        assertEquals(java.util.List.of(1, 3, 6), cx.drain(new SlotStream(3).scan(0, (sum, s) -> sum + s.value())));
        var seen = new ArrayList<Integer>();
        cx.get(new SlotStream(3).filter(s -> s.value() != 2).forEach(s -> seen.add(s.value())));
        assertEquals(java.util.List.of(1, 3), seen);
    }

    @Test
    void timeout_countsAnewForEachMessage() throws Exception {
        ScriptedStream<Integer> source = ScriptedStream.<Integer>script();
        source.pending().ready(1).pending().ready(2).pending();
        Stream<Integer> stream = source.timeout(Duration.ofNanos(10));
        for (int message = 1; message <= 2; message++) {
            assertEquals(Polled.PENDING, cx.poll(stream));
            cx.advance(9);
            assertFalse(cx.isDue());
            source.outside();
            assertEquals(Polled.READY, cx.poll(stream));
            assertEquals(message, stream.head());
            stream = stream.tail();
            assertEquals(0, cx.alarms().armed());
            cx.advance(100);
        }
        assertEquals(Polled.PENDING, cx.poll(stream));
        cx.advance(10);
        assertTrue(cx.isDue());
        Stream<Integer> late = stream;
        assertThrows(TimeoutException.class, () -> cx.poll(late));
        assertEquals(1, source.closes());
    }

    @Test
    void timeout_armsNoAlarmForMessagesThatAreThere() throws Exception {
        assertEquals(java.util.List.of(1, 2), cx.drain(Stream.of(1, 2).timeout(Duration.ofNanos(1))));
        assertEquals(0, cx.alarms().everArmed());
    }
}
