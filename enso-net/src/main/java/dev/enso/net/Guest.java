package dev.enso.net;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoRegistration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A handle of Netty's, such as a channel, watched by the selector of a reactor. A selector only links what is ready, also
 * while the reactor falls asleep; what this handle is told is told within the turn, with the other I/O and within its limit.
 */
final class Guest {
    private final NettyRun loop;
    private final IoHandle handle;
    private final Node node;

    /** Its place in the loop's list; −1 outside. */
    int place = -1;

    /** Null until the selector has taken it. */
    private @Nullable IoRegistration registration;

    /** What it has not been told yet, the oldest first: this, and then the others. */
    private @Nullable IoEvent next;

    private @Nullable ArrayDeque<IoEvent> others;

    Guest(NettyRun loop, IoHandle handle, Poll poll) {
        this.loop = loop;
        this.handle = handle;
        this.node = poll.node(this);
    }

    static IllegalArgumentException ofAnotherTransport(IoHandle handle) {
        return new IllegalArgumentException(handle.getClass().getName()
                + " belongs to another transport than this reactor's: make channels of the classes that"
                + " Netty names for its transport, from Netty.serverChannel to Netty.datagramChannel");
    }

    void watchedBy(IoRegistration newRegistration) {
        registration = newRegistration;
    }

    /** The system has reported something. The event is kept, so it must not change any more. */
    void heard(IoRegistration from, IoEvent event) {
        registration = from;
        if (next == null) {
            next = event;
        } else {
            if (others == null) {
                others = new ArrayDeque<>(4);
            }
            others.add(event);
        }
        node.fired(Bits.READABLE);
    }

    /** The same, but an event that is still to be told is not told twice. */
    void heardOnce(IoRegistration from, IoEvent event) {
        if (!event.equals(next) && (others == null || !others.contains(event))) {
            heard(from, event);
        }
    }

    /** In the reactor's turn. */
    void deliver() {
        IoEvent event = next;
        while (event != null) {
            next = others == null ? null : others.poll();
            IoRegistration from = registration;
            // What was heard before a cancellation is no concern of whoever has the descriptor by now.
            if (from != null && from.isValid()) {
                loop.tell(handle, from, event);
            }
            event = next;
        }
    }

    void registered() {
        loop.joined(this);
        handle.registered();
    }

    void unregistered() {
        node.drop(Bits.ALL);
        next = null;
        others = null;
        loop.left(this);
        handle.unregistered();
    }

    /** Its selector closes, and has cancelled it. */
    void close() throws Exception {
        handle.close();
    }

    /** Its loop ends. */
    void cut() throws Exception {
        IoRegistration mine = registration;
        if (mine != null) {
            mine.cancel();
        }
        handle.close();
    }

    @Override
    public String toString() {
        return handle.toString();
    }
}
