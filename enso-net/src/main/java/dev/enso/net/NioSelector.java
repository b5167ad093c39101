package dev.enso.net;

import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.function.Consumer;

/** A selector of the JDK. */
final class NioSelector implements Selector {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final java.nio.channels.Selector selector;
    private final Consumer<SelectionKey> report = key -> ((NioKey) key.attachment()).ready(key.readyOps());

    /**
     * Whether a wakeup is worth a system call.
     *
     * <pre>
     * true   written by the polling thread before it asks for the last time whether it can block
     * false  written by the polling thread once it is awake
     * </pre>
     */
    private volatile boolean asleep;

    NioSelector(java.nio.channels.Selector selector) {
        this.selector = selector;
    }

    @Override
    public Attachment attach(PortSocket socket, int interest, int armed, Node node) throws IOException {
        if ((interest & Bits.PRIORITY) != 0) {
            throw Failures.noPriority("NIO");
        }
        if (!(socket instanceof NioSocket nio)) {
            throw Failures.otherTransport(socket, "nio");
        }
        NioAttachment attachment = new NioAttachment(this, nio, node);
        attachment.register(nio.channel().register(selector, 0, attachment), interest, armed);
        return attachment;
    }

    @Override
    public void selectNow() throws IOException {
        selector.selectNow(report);
    }

    @Override
    public void select(Sleep sleep) throws IOException {
        asleep = true;
        try {
            long left = sleep.canBlock() ? sleep.remaining() : 0;
            if (left == 0) {
                selector.selectNow(report);
            } else {
                // Rounded up: a millisecond late at most, instead of spinning through the last one.
                long millis = left / NANOS_PER_MILLI + (left % NANOS_PER_MILLI == 0 ? 0 : 1);
                selectUninterrupted(millis);
            }
        } finally {
            asleep = false;
        }
    }

    /** The JDK's selector doesn't sleep on an interrupted thread: a flag that somebody left set would keep it spinning. */
    private void selectUninterrupted(long millis) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            selector.select(report, millis);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void wakeup() {
        if (asleep) {
            selector.wakeup();
        }
    }

    /** The JDK frees a cancelled key only when it looks: after this the channel may be registered again. */
    void forgetCancelled() throws IOException {
        selector.selectNow(report);
    }

    @Override
    public GuestIo guests(ThreadAwareExecutor turner) {
        return new NioGuests(this, selector);
    }

    @Override
    public void close() throws IOException {
        selector.close();
    }
}
