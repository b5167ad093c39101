package dev.enso.bench;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.channel.unix.Socket;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An echo server of Netty's epoll handler and its sockets alone: no channels, no pipeline, no tasks. It writes at once what
 * it has read, and expects small messages.
 */
final class IoHandlerEcho implements Runnable, ThreadAwareExecutor, IoHandlerContext {
    private static final int EPOLLET = 1 << 31;
    private static final EpollIoOps READABLE = EpollIoOps.valueOf(EPOLLET | EpollIoOps.EPOLLIN.value());
    private static final int BACKLOG = 128;
    private static final int BUFFER = 65_536;

    private final IoHandler handler;
    private final Socket listener;
    private final Thread thread = new Thread(this, "io-handler-echo");
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] peer = new byte[26];
    private volatile boolean closed;

    private IoHandlerEcho(InetSocketAddress address) throws IOException {
        handler = EpollIoHandler.newFactory().newHandler(this);
        handler.initialize();
        listener = Socket.newSocketStream();
        listener.setReuseAddress(true);
        listener.bind(address);
        listener.listen(BACKLOG);
        thread.setDaemon(true);
    }

    static IoHandlerEcho start(InetSocketAddress address) throws IOException {
        IoHandlerEcho echo = new IoHandlerEcho(address);
        echo.thread.start();
        return echo;
    }

    int port() {
        return listener.localAddress().getPort();
    }

    @Override
    public void run() {
        register(new Listening());
        while (!closed) {
            handler.run(this);
        }
        handler.prepareToDestroy();
        handler.destroy();
    }

    private void register(Handle handle) {
        try {
            IoRegistration registration = handler.register(handle);
            handle.registration = registration;
            registration.submit(READABLE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("epoll does not take " + handle.fd, e);
        }
    }

    void close() {
        closed = true;
        handler.wakeup();
        try {
            thread.join();
            listener.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isExecutorThread(Thread asked) {
        return asked == thread;
    }

    @Override
    public void execute(Runnable command) {
        throw new IllegalStateException("the handler is used on its own thread only");
    }

    @Override
    public boolean canBlock() {
        return !closed;
    }

    @Override
    public long delayNanos(long now) {
        return Long.MAX_VALUE;
    }

    @Override
    public long deadlineNanos() {
        return -1;
    }

    /** A descriptor whose readiness is reported once for each arrival. */
    private abstract static class Handle implements EpollIoHandle {
        final Socket fd;
        private @Nullable IoRegistration registration;

        Handle(Socket fd) {
            this.fd = fd;
        }

        @Override
        public FileDescriptor fd() {
            return fd;
        }

        /** A failure ends the descriptor: thrown from here, it would stop the handler for a second. */
        @Override
        public final void handle(IoRegistration from, IoEvent event) {
            try {
                if (((EpollIoEvent) event).ops().value() != 0) {
                    readable();
                }
            } catch (IOException e) {
                end();
            }
        }

        abstract void readable() throws IOException;

        final void end() {
            if (registration != null) {
                registration.cancel();
                registration = null;
            }
            close();
        }

        @Override
        public final void close() {
            try {
                fd.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final class Listening extends Handle {
        Listening() {
            super(listener);
        }

        @Override
        void readable() throws IOException {
            for (int accepted; (accepted = fd.accept(peer)) >= 0; ) {
                Socket socket = new Socket(accepted);
                socket.setTcpNoDelay(true);
                register(new Echoing(socket));
            }
        }
    }

    private final class Echoing extends Handle {
        Echoing(Socket fd) {
            super(fd);
        }

        /** A read that does not fill the buffer has emptied the socket: what comes later is a new edge. */
        @Override
        void readable() throws IOException {
            int got;
            do {
                got = fd.recv(buffer, 0, BUFFER);
                if (got < 0) {
                    end();
                    return;
                }
                for (int written = 0; written < got; ) {
                    written += Math.max(0, fd.send(buffer, written, got));
                }
            } while (got == BUFFER);
        }
    }
}
