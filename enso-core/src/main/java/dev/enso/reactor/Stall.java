package dev.enso.reactor;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Something that keeps a reactor from turning, or a task that will or won't run for a suspicious reason.
 *
 * @param reactor the name of the reactor
 * @param kind what it is
 * @param task who it is about, or null when it is not a task's doing
 * @param nanos how long it has lasted so far
 * @param detail a sentence for people: how it is known, and what to do
 * @param stack where the thread was, for those that stand still; else empty
 */
public record Stall(
        String reactor, Kind kind, @Nullable String task, long nanos, String detail, List<StackTraceElement> stack) {
    /** Who took the time. */
    public enum Kind {
        /** A task, a message or a poller does not come back. */
        TASK,
        /** The JVM stood still, most often for its collector. */
        JVM,
        /** The operating system gave the CPU to others. */
        SYSTEM,
        /** A task wakes itself in poll after poll. */
        SELF_WAKING,
        /** A task waits, has told nobody how to wake it, and its handle has not woken it either. */
        UNWAKEABLE,
        /** A task of a level with a goal waited longer than that; what it is about is the poll that did it. */
        GOAL
    }

    /** Checks its parts. */
    public Stall {
        Objects.requireNonNull(reactor, "reactor");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(detail, "detail");
        stack = List.copyOf(stack);
    }

    /** Logs a warning for each. */
    static Consumer<Stall> logging() {
        // Of its own, since stalls are told by the clock: where the machine is to blame they can be turned off by
        // themselves.
        System.Logger log = System.getLogger("dev.enso.reactor.stalls");
        return stall -> log.log(System.Logger.Level.WARNING, stall.toString());
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(256);
        text.append(reactor).append(' ').append(detail);
        if (!stack.isEmpty()) {
            text.append(" It is at");
            for (StackTraceElement frame : stack) {
                text.append("\n\tat ").append(frame);
            }
        }
        return text.toString();
    }
}
