package dev.enso.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.util.ArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * The state contract of {@link Stream} as tests, to be run on every stream of the project:
 *
 * <pre>{@code
 * @TestFactory
 * DynamicContainer laws() {
 *     return StreamLaws.of("of", () -> Subject.of(Stream.of(1, 2, 3), List.of(1, 2, 3)));
 * }
 * }</pre>
 *
 * Every walk checks more than its name says: that head and tail are illegal whenever there is no head, that a pending
 * stream wakes the waker of the latest poll (each poll has its own), and that the end is for ever.
 */
public final class StreamLaws<T> {
    /** More polls than any subject needs for one message. */
    private static final int PATIENCE = 100_000;

    private final Supplier<Subject<T>> fresh;

    private StreamLaws(Supplier<Subject<T>> fresh) {
        this.fresh = fresh;
    }

    /** The laws for what the supplier makes: a new subject each time. */
    public static <T> DynamicContainer of(String name, Supplier<Subject<T>> fresh) {
        var laws = new StreamLaws<>(fresh);
        return DynamicContainer.dynamicContainer(
                name,
                java.util.List.of(
                        law("messages_comeInOrderAndThenTheEndForEver", laws::order),
                        law("poll_isIdempotentWhileReady", laws::idempotentPoll),
                        law("head_isPureAndMayBeRepeated", laws::repeatedHead),
                        law("poll_mayBeSpurious", laws::spuriousPolls),
                        law("budget_losesAndDoublesNothing", laws::budgets),
                        law("close_isLegalBeforeTheFirstPoll", () -> laws.closeAfter(0, Held.NO)),
                        law("close_isLegalBetweenMessages", laws::closeBetween),
                        law("close_releasesAHeldHead", laws::closeWhileReady),
                        law("close_isLegalWhilePending", laws::closeWhilePending),
                        law("close_isLegalAfterTheEnd", laws::closeAfterEnd)));
    }

    private static DynamicTest law(String name, Executable test) {
        return DynamicTest.dynamicTest(name, test);
    }

    private enum Held {
        YES,
        NO
    }

    private void order() throws Exception {
        var walk = new Walk<>(fresh.get());
        assertEquals(walk.subject.expected(), walk.toTheEnd());
        walk.close();
    }

    private void idempotentPoll() throws Exception {
        var walk = new Walk<>(fresh.get());
        var seen = new ArrayList<Object>();
        while (walk.next() == Polled.READY) {
            T head = walk.stream.head();
            long spent = walk.cx.spent();
            for (int i = 0; i < 3; i++) {
                assertEquals(Polled.READY, walk.cx.poll(walk.stream));
                assertSame(head, walk.stream.head());
            }
            assertEquals(spent, walk.cx.spent(), "poll while ready spends nothing");
            seen.add(walk.release());
        }
        assertEquals(walk.subject.expected(), seen);
        walk.close();
    }

    private void repeatedHead() throws Exception {
        var walk = new Walk<>(fresh.get());
        while (walk.next() == Polled.READY) {
            T head = walk.stream.head();
            Object reading = walk.subject.reading().apply(head);
            assertSame(head, walk.stream.head());
            assertEquals(reading, walk.subject.reading().apply(walk.stream.head()));
            walk.release();
        }
        walk.close();
    }

    private void spuriousPolls() throws Exception {
        var walk = new Walk<>(fresh.get());
        walk.spurious = 3;
        assertEquals(walk.subject.expected(), walk.toTheEnd());
        walk.close();
    }

    private void budgets() throws Exception {
        for (int budget = 0; budget <= 3; budget++) {
            var walk = new Walk<>(fresh.get());
            walk.cx.budget(budget);
            assertEquals(walk.subject.expected(), walk.toTheEnd(), "budget " + budget);
            walk.close();
        }
    }

    private void closeBetween() throws Exception {
        for (int i = 1; i <= fresh.get().expected().size(); i++) {
            closeAfter(i, Held.NO);
        }
    }

    private void closeWhileReady() throws Exception {
        for (int i = 0; i < fresh.get().expected().size(); i++) {
            closeAfter(i, Held.YES);
        }
    }

    private void closeAfter(int messages, Held held) throws Exception {
        var walk = new Walk<>(fresh.get());
        for (int i = 0; i < messages; i++) {
            assertEquals(Polled.READY, walk.next());
            walk.release();
        }
        if (held == Held.YES) {
            assertEquals(Polled.READY, walk.next());
        }
        walk.close();
    }

    /** Closes at the first time it is pending, at the second, and so on, as often as a fresh subject is. */
    private void closeWhilePending() throws Exception {
        for (int stop = 1; stop < PATIENCE; stop++) {
            var walk = new Walk<>(fresh.get());
            walk.stopAtPending = stop;
            walk.toTheEnd();
            walk.close();
            if (walk.pendings < stop) {
                return;
            }
        }
        fail("it is pending for ever");
    }

    private void closeAfterEnd() throws Exception {
        var walk = new Walk<>(fresh.get());
        walk.toTheEnd();
        walk.close();
    }

    /** One reader of one fresh subject. */
    private static final class Walk<T> {
        final Subject<T> subject;
        final TestContext cx = new TestContext();
        Stream<T> stream;
        int spurious;
        int pendings;
        int stopAtPending = Integer.MAX_VALUE;

        Walk(Subject<T> subject) {
            this.subject = subject;
            this.stream = subject.stream();
            assertNoHead();
        }

        /** READY or ENDED; PENDING only where the walk is to stop. */
        Polled next() throws Exception {
            for (int i = 0; i < PATIENCE; i++) {
                Polled polled = cx.poll(stream);
                for (int s = 0; s < spurious && polled == Polled.PENDING && !cx.isDue(); s++) {
                    polled = cx.poll(stream);
                }
                if (polled == Polled.READY) {
                    return polled;
                }
                assertNoHead();
                if (polled == Polled.ENDED) {
                    for (int s = 0; s < 3; s++) {
                        assertEquals(Polled.ENDED, cx.poll(stream), "the end is for ever");
                        assertNoHead();
                    }
                    return polled;
                }
                if (++pendings == stopAtPending) {
                    return polled;
                }
                if (!cx.isDue()) {
                    subject.outside().accept(cx);
                }
                assertTrue(cx.isDue(), "pending, and the waker of the latest poll was not woken");
            }
            return fail("pending for ever");
        }

        Object release() {
            Object reading = subject.reading().apply(stream.head());
            stream = stream.tail();
            assertNoHead();
            return reading;
        }

        java.util.List<Object> toTheEnd() throws Exception {
            var seen = new ArrayList<>();
            while (next() == Polled.READY) {
                seen.add(release());
                assertTrue(
                        seen.size() <= subject.expected().size(),
                        () -> "more than the expected " + subject.expected() + ": " + seen);
            }
            return seen;
        }

        void close() throws Exception {
            for (int i = 0; i < 3; i++) {
                stream.close();
                assertNoHead();
                assertEquals(Polled.ENDED, cx.poll(stream), "poll after close");
                assertNoHead();
            }
            subject.sources().forEach(source -> assertClosed(1, source));
            subject.made().forEach(source -> assertClosed(source.polls() == 0 ? source.closes() : 1, source));
            assertEquals(0, cx.alarms().armed(), "alarms are cancelled");
        }

        private static void assertClosed(int closes, ScriptedStream<?> source) {
            assertEquals(closes, source.closes(), "a source is closed exactly once");
            assertFalse(source.isHeld(), "a held head is released");
            assertFalse(source.isWaitedFor(), "wakers are forgotten");
        }

        private void assertNoHead() {
            assertThrows(IllegalStateException.class, stream::head, "head without a head");
            assertThrows(IllegalStateException.class, stream::tail, "tail without a head");
        }
    }
}
