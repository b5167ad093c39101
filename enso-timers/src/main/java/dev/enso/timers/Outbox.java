package dev.enso.timers;

import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import dev.enso.reactor.Bus;
import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Priority;
import dev.enso.reactor.TaskOptions;
import org.jspecify.annotations.Nullable;

/**
 * Letters from one reactor to another, in order and without a limit of their own: those that the lane has no room for wait
 * here, linked to each other, for a task that sends them when there is. Owned by the sending reactor.
 */
final class Outbox {
    private final CoreContext from;
    private final int to;
    private @Nullable Letter first;
    private @Nullable Letter last;
    /** The task that waits for room; null until there was none for the first time. */
    private @Nullable Waker sender;

    Outbox(CoreContext from, int to) {
        this.from = from;
        this.to = to;
    }

    /** False when the other reactor has stopped. */
    boolean send(Letter letter) {
        if (first == null) {
            Sent sent = from.bus().send(to, letter);
            if (sent != Sent.FULL) {
                return sent == Sent.ACCEPTED;
            }
        }
        Letter before = last;
        if (before == null) {
            first = letter;
        } else {
            before.next = letter;
        }
        last = letter;
        Waker waits = sender;
        if (waits == null) {
            sender = from.reactor()
                    .spawn(
                            TaskOptions.named("timers' letters")
                                    .priority(Priority.IRQ)
                                    .resident(),
                            new Sending());
        } else {
            waits.wake();
        }
        return true;
    }

    private final class Sending implements Future<Void> {
        @Override
        public Polled poll(Context cx) {
            cx.waker();
            Bus bus = from.bus();
            for (Letter letter; (letter = first) != null; ) {
                Sent sent = bus.send(to, letter);
                if (sent == Sent.FULL) {
                    bus.poll(to, cx);
                    return Polled.PENDING;
                }
                first = letter.next;
                letter.next = null;
                if (first == null) {
                    last = null;
                }
            }
            return Polled.PENDING;
        }

        @Override
        public Void head() {
            throw new IllegalStateException("it goes on until it is cancelled");
        }

        @Override
        public Stream<Void> tail() {
            throw new IllegalStateException("it goes on until it is cancelled");
        }

        @Override
        public void close() {}
    }
}
