package dev.enso.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * Makes edges of the JDK's levels. What was reported once is not reported again before a call would have blocked. A level
 * that shows a second time meanwhile is taken out of the key, so that it can't keep the selector awake, and put back by
 * that call. A socket that is emptied before the next look, which is the usual case, therefore changes nothing and costs no
 * system call.
 */
final class NioAttachment implements Attachment, NioKey {
    private final NioSelector selector;

    private final NioSocket socket;
    private final Node node;
    private @Nullable SelectionKey key;
    private int interest;

    /** What the key watches. */
    private int armed;

    /** What was reported since a call would last have blocked. */
    private int seen;

    NioAttachment(NioSelector selector, NioSocket socket, Node node) {
        this.selector = selector;
        this.socket = socket;
        this.node = node;
    }

    void register(SelectionKey registered, int newInterest, int newArmed) {
        key = registered;
        interest = newInterest;
        socket.attached(this);
        arm(newArmed);
    }

    @Override
    public void interest(int bits) {
        if ((bits & Bits.PRIORITY) != 0) {
            throw Failures.noPriority("NIO");
        }
        interest = bits;
        seen = 0;
        arm(bits);
    }

    @Override
    public void rearm(int bits) {
        int wanted = bits & interest;
        seen &= ~wanted;
        if ((armed & wanted) != wanted) {
            arm(armed | wanted);
        }
    }

    @Override
    public void detach() {
        SelectionKey registered = key;
        key = null;
        socket.attached(null);
        if (registered != null) {
            registered.cancel();
            try {
                // The JDK frees a cancelled key, and a closed channel's descriptor, at its next look: so that is now.
                selector.selectNow();
            } catch (IOException e) {
                throw new UncheckedIOException("The selector of Transport[nio] failed", e);
            }
        }
    }

    /** The connection stands: from now on writable means writing. */
    void connected() {
        arm(armed);
    }

    @Override
    public void ready(int ops) {
        int bits = 0;
        if ((ops & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0) {
            bits |= Bits.READABLE;
        }
        if ((ops & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0) {
            bits |= Bits.WRITABLE;
        }
        int again = bits & seen;
        if (again != 0) {
            arm(armed & ~again);
        }
        seen |= bits;
        node.fired(bits & ~again);
    }

    private void arm(int bits) {
        armed = bits;
        SelectionKey registered = key;
        // A connect that failed has closed the channel, and with it the key.
        if (registered != null && registered.isValid()) {
            registered.interestOps(socket.ops(bits));
        }
    }
}
