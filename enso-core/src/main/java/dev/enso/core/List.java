package dev.enso.core;

import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A finite sequence that is built: the dual of {@link Stream}, which is observed. {@link #stream()} and {@link
 * Stream#toList()} are inverse on finite streams.
 *
 * <p>Immutable, and safe for threads as far as its elements are. Adding at the front takes constant time and shares the
 * rest; whatever walks the list takes time in proportion to its length, and no stack.
 *
 * @param <T> the elements
 */
public sealed interface List<T extends @Nullable Object> extends Iterable<T> {
    /** The end of every list. */
    record Nil<T extends @Nullable Object>() implements List<T> {
        private static final Nil<?> INSTANCE = new Nil<>();

        @Override
        public boolean isEmpty() {
            return true;
        }

        @Override
        public T head() {
            throw new NoSuchElementException("head of the empty list: ask isEmpty() first");
        }

        @Override
        public List<T> tail() {
            throw new NoSuchElementException("tail of the empty list: ask isEmpty() first");
        }

        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public String toString() {
            return "[]";
        }
    }

    /**
     * An element before a list.
     *
     * @param head the first element
     * @param tail the others
     */
    record Cons<T extends @Nullable Object>(T head, List<T> tail) implements List<T> {
        /** Refuses a tail that is null. */
        public Cons {
            Objects.requireNonNull(tail, "tail: List.empty() ends a list");
        }

        @Override
        public boolean isEmpty() {
            return false;
        }

        // A record's own equals, hashCode and toString recurse, and would overflow the stack on long lists.

        @Override
        public boolean equals(@Nullable Object that) {
            if (!(that instanceof Cons<?> other)) {
                return false;
            }
            List<?> left = this;
            List<?> right = other;
            while (left != right && !left.isEmpty() && !right.isEmpty()) {
                if (!Objects.equals(left.head(), right.head())) {
                    return false;
                }
                left = left.tail();
                right = right.tail();
            }
            return left.isEmpty() == right.isEmpty();
        }

        @Override
        public int hashCode() {
            int hash = 1;
            for (T element : this) {
                hash = 31 * hash + Objects.hashCode(element);
            }
            return hash;
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("[").append(head);
            for (T element : tail) {
                text.append(", ").append(element);
            }
            return text.append(']').toString();
        }
    }

    /** The list without elements. */
    @SuppressWarnings("unchecked") // it has no element of any type
    static <T extends @Nullable Object> List<T> empty() {
        return (List<T>) Nil.INSTANCE;
    }

    /** The elements in this order. */
    @SafeVarargs
    static <T extends @Nullable Object> List<T> of(T... elements) {
        List<T> list = empty();
        for (int i = elements.length - 1; i >= 0; i--) {
            list = list.prepend(elements[i]);
        }
        return list;
    }

    /** The elements in the order of the iterable, which must be finite. */
    static <T extends @Nullable Object> List<T> from(Iterable<? extends T> elements) {
        List<T> reversed = empty();
        for (T element : elements) {
            reversed = reversed.prepend(element);
        }
        return reversed.reverse();
    }

    /** Is this the end? */
    boolean isEmpty();

    /**
     * The first element.
     *
     * @throws NoSuchElementException when the list is empty
     */
    T head();

    /**
     * The list without its first element.
     *
     * @throws NoSuchElementException when the list is empty
     */
    List<T> tail();

    /** This list after one more element. */
    default List<T> prepend(T element) {
        return new Cons<>(element, this);
    }

    /** How many elements there are; counts them. */
    default int size() {
        int size = 0;
        for (List<T> rest = this; !rest.isEmpty(); rest = rest.tail()) {
            size++;
        }
        return size;
    }

    /** The elements from the last to the first. */
    default List<T> reverse() {
        List<T> reversed = empty();
        for (T element : this) {
            reversed = reversed.prepend(element);
        }
        return reversed;
    }

    /** The elements of this list, then those of the other, which is shared. */
    default List<T> concat(List<T> other) {
        List<T> result = other;
        for (T element : reverse()) {
            result = result.prepend(element);
        }
        return result;
    }

    /** What the function makes of each element. */
    default <R extends @Nullable Object> List<R> map(Function<? super T, ? extends R> function) {
        List<R> reversed = empty();
        for (T element : this) {
            reversed = reversed.prepend(function.apply(element));
        }
        return reversed.reverse();
    }

    /** The elements for which the predicate is true. */
    default List<T> filter(Predicate<? super T> predicate) {
        List<T> reversed = empty();
        for (T element : this) {
            if (predicate.test(element)) {
                reversed = reversed.prepend(element);
            }
        }
        return reversed.reverse();
    }

    /** What the step makes of the initial value and the elements, from the first to the last. */
    default <A extends @Nullable Object> A fold(A initial, BiFunction<? super A, ? super T, ? extends A> step) {
        A total = initial;
        for (T element : this) {
            total = step.apply(total, element);
        }
        return total;
    }

    /** The list observed: each call makes a new stream. */
    default Stream<T> stream() {
        return new ListStream<>(this);
    }

    @Override
    default Iterator<T> iterator() {
        return new ListIterator<>(this);
    }
}
