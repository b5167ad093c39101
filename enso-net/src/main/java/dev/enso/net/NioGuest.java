package dev.enso.net;

import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.nio.NioIoEvent;
import io.netty.channel.nio.NioIoHandle;
import io.netty.channel.nio.NioIoOps;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** A guest's key at the JDK's selector, which tells levels, as Netty's channels on NIO expect. */
final class NioGuest implements IoRegistration, NioKey {
    private static final int ALL =
            SelectionKey.OP_READ | SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT | SelectionKey.OP_ACCEPT;

    /** One for each set of operations. */
    private static final Ready[] EVENTS = events();

    private final Guest guest;
    private final SelectionKey key;
    private boolean cancelled;

    private NioGuest(Selector selector, NioIoHandle handle, Guest guest) throws IOException {
        this.guest = guest;
        key = handle.selectableChannel().register(selector, 0);
    }

    static NioGuest register(Selector selector, NioIoHandle handle, Guest guest) throws IOException {
        NioGuest registration = new NioGuest(selector, handle, guest);
        registration.key.attach(registration);
        return registration;
    }

    private record Ready(NioIoOps ops) implements NioIoEvent {}

    private static Ready[] events() {
        Ready[] events = new Ready[ALL + 1];
        for (int ops = 0; ops < events.length; ops++) {
            events[ops] = new Ready(NioIoOps.valueOf(ops));
        }
        return events;
    }

    /** A level that nobody has attended to shows again in each look, and is told once. */
    @Override
    public void ready(int ops) {
        guest.heardOnce(this, EVENTS[ops & ALL]);
    }

    /** The key, which Netty's channels on NIO ask for. */
    @Override
    @SuppressWarnings("unchecked")
    public <T> T attachment() {
        return (T) key;
    }

    @Override
    public long submit(IoOps ops) {
        if (!(ops instanceof NioIoOps nio)) {
            throw new IllegalArgumentException("NIO takes NioIoOps, not " + ops);
        }
        if (!isValid()) {
            return -1;
        }
        key.interestOps(nio.value());
        return nio.value();
    }

    @Override
    public boolean isValid() {
        return !cancelled && key.isValid();
    }

    @Override
    public boolean cancel() {
        if (cancelled) {
            return false;
        }
        cancelled = true;
        key.cancel();
        guest.unregistered();
        return true;
    }
}
