package dev.enso.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ListTest {
    private static final int MANY = 1_000_000;

    private final TestContext cx = new TestContext();

    private static List<Integer> upTo(int size) {
        List<Integer> list = List.empty();
        for (int i = size; i > 0; i--) {
            list = list.prepend(i);
        }
        return list;
    }

    private static java.util.List<Integer> random(SplittableRandom random) {
        return IntStream.range(0, random.nextInt(20))
                .mapToObj(i -> random.nextInt(5))
                .toList();
    }

    @Test
    void emptyList_hasNeitherHeadNorTail() {
        assertTrue(List.empty().isEmpty());
        assertEquals(0, List.of().size());
        assertThrows(NoSuchElementException.class, () -> List.empty().head());
        assertThrows(NoSuchElementException.class, () -> List.empty().tail());
        assertThrows(NoSuchElementException.class, () -> List.empty().iterator().next());
        assertEquals(List.empty(), new List.Nil<>());
    }

    @Test
    void list_isItsHeadAndItsTail() {
        List<Integer> list = List.of(1, 2, 3);
        assertEquals(1, list.head());
        assertEquals(List.of(2, 3), list.tail());
        assertEquals(list, new List.Cons<>(1, List.of(2, 3)));
        assertThrows(NullPointerException.class, () -> new List.Cons<>(1, null));
    }

    @Test
    void prepend_sharesTheRestAndLeavesItAlone() {
        List<Integer> rest = List.of(2);
        List<Integer> list = rest.prepend(1);
        assertSame(rest, list.tail());
        assertEquals(List.of(2), rest);
    }

    @Test
    void concat_sharesTheSecond() {
        List<Integer> second = List.of(3);
        assertSame(second, List.of(1, 2).concat(second).tail().tail());
        assertSame(second, List.<Integer>empty().concat(second));
    }

    @Test
    void operations_agreeWithTheJdksLists() {
        for (int seed = 0; seed < 500; seed++) {
            var random = new SplittableRandom(seed);
            String message = "seed " + seed;
            java.util.List<Integer> one = random(random);
            java.util.List<Integer> two = random(random);
            List<Integer> left = List.from(one);
            List<Integer> right = List.from(two);
            assertEquals(one, Arrays.asList(elements(left)), message);
            assertEquals(one.size(), left.size(), message);
            assertEquals(one.isEmpty(), left.isEmpty(), message);
            assertEquals(one.toString(), left.toString(), message);
            assertEquals(one.hashCode(), left.hashCode(), message);
            assertEquals(one.equals(two), left.equals(right), message);
            assertEquals(left, List.of(one.toArray(new Integer[0])), message);
            assertEquals(List.from(one.stream().map(x -> x * 7).toList()), left.map(x -> x * 7), message);
            assertEquals(List.from(one.stream().filter(x -> x > 2).toList()), left.filter(x -> x > 2), message);
            assertEquals(one.stream().reduce(0, Integer::sum), left.fold(0, Integer::sum), message);
            var reversed = new ArrayList<>(one);
            Collections.reverse(reversed);
            assertEquals(List.from(reversed), left.reverse(), message);
            var both = new ArrayList<>(one);
            both.addAll(two);
            assertEquals(List.from(both), left.concat(right), message);
        }
    }

    private static Object[] elements(List<Integer> list) {
        return list.fold(new ArrayList<>(), (all, x) -> {
                    all.add(x);
                    return all;
                })
                .toArray();
    }

    @Test
    void equals_tellsListsOfDifferentLengthApart() {
        assertNotEquals(List.of(1, 2), List.of(1, 2, 3));
        assertNotEquals(List.of(1, 2, 3), List.of(1, 2));
        assertNotEquals(List.of(1), List.empty());
        assertNotEquals(List.empty(), List.of(1));
        assertNotEquals(List.of(1), java.util.List.of(1));
        assertFalse(List.of(1).equals(null));
    }

    @Test
    void nullElements_areElements() {
        List<String> list = List.of("a", null);
        assertEquals(list, List.of("a", null));
        assertEquals("[a, null]", list.toString());
        assertEquals(Arrays.asList("a", null).hashCode(), list.hashCode());
    }

    @Test
    void aMillionElements_needNoStack() throws Exception {
        List<Integer> list = upTo(MANY);
        List<Integer> same = upTo(MANY);
        assertEquals(MANY, list.size());
        assertEquals(list, same);
        assertEquals(list.hashCode(), same.hashCode());
        assertEquals(list.toString(), same.toString());
        assertEquals(list, list.reverse().reverse());
        assertEquals(list, list.map(x -> x));
        assertEquals(list, list.filter(x -> true));
        assertEquals(2 * MANY, list.concat(same).size());
        assertEquals(MANY, list.fold(0, Math::max));
        assertEquals(list, cx.get(list.stream().toList()));
    }

    @Test
    void streamAndToList_areInverse() throws Exception {
        for (int seed = 0; seed < 500; seed++) {
            var random = new SplittableRandom(seed);
            java.util.List<Integer> messages = random(random);
            cx.budget(random.nextInt(4));
            List<Integer> list = List.from(messages);
            assertEquals(list, cx.get(list.stream().toList()), "seed " + seed);
            List<Integer> observed = cx.get(Stream.from(messages).toList());
            assertEquals(messages, cx.drain(observed.stream()), "seed " + seed);
        }
    }

    /** Operators that exist on both sides commute with the duality. */
    @Test
    void operators_commuteWithTheDuality() throws Exception {
        for (int seed = 0; seed < 500; seed++) {
            var random = new SplittableRandom(seed);
            List<Integer> list = List.from(random(random));
            List<Integer> other = List.from(random(random));
            cx.budget(random.nextInt(4));
            String message = "seed " + seed;
            assertEquals(
                    list.map(x -> x + 1), cx.get(list.stream().map(x -> x + 1).toList()), message);
            assertEquals(
                    list.filter(x -> x > 2),
                    cx.get(list.stream().filter(x -> x > 2).toList()),
                    message);
            assertEquals(
                    list.concat(other),
                    cx.get(list.stream().concat(other.stream()).toList()),
                    message);
            assertEquals(
                    list.fold(7, (a, x) -> 31 * a + x), cx.get(list.stream().fold(7, (a, x) -> 31 * a + x)), message);
            assertEquals(
                    list,
                    cx.get(list.stream()
                            .buffer(1 + random.nextInt(5))
                            .flatMap(List::stream)
                            .toList()),
                    message);
            long cut = random.nextInt(25);
            assertEquals(
                    list,
                    cx.get(list.stream()
                            .take(cut)
                            .concat(list.stream().skip(cut))
                            .toList()),
                    message);
        }
    }

    @Test
    void stream_isFreshAtEachCall() throws Exception {
        List<Integer> list = List.of(1, 2);
        assertEquals(cx.drain(list.stream()), cx.drain(list.stream()));
    }
}
