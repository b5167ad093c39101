package dev.enso.examples.kv;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Connection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The task of one connection: moves bytes between the socket and the {@link Session}. It reads only while the session
 * wants input, and writes only what the socket's bounded buffer takes; so a client that does not read is not read from.
 */
final class KvConnection implements Future<Boolean> {
    private final Connection connection;
    private final Function<? super Context, Session> open;
    private final Stream<ByteBuffer> input;
    private @Nullable Session session;
    private @Nullable IOException broken;
    private boolean inputEnded;
    private boolean over;

    /**
     * @param open makes the session, at the first poll
     */
    KvConnection(Connection connection, Function<? super Context, Session> open) {
        this.connection = connection;
        this.open = open;
        this.input = connection.input();
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        Session present = session;
        if (present == null) {
            present = open.apply(cx);
            session = present;
        }
        if (present.failure() != null) {
            throw new IOException("a reply could not be given: " + present.failure(), present.failure());
        }
        present.home().keys().advance(cx.now());
        try {
            present.run();
            return broken == null ? poll(present, cx) : finish(present, cx, broken);
        } catch (IOException e) {
            present.close();
            broken = e;
            return finish(present, cx, e);
        }
    }

    /** The client is gone, but what it had asked for is brought to its end. */
    private static Polled finish(Session present, Context cx, IOException reason) throws IOException {
        if (present.isFinished()) {
            throw reason;
        }
        awaitRoom(present, cx);
        return Polled.PENDING;
    }

    private static void awaitRoom(Session present, Context cx) {
        if (present.blockedOn() >= 0) {
            present.router().poll(present.blockedOn(), cx);
        }
    }

    private Polled poll(Session present, Context cx) throws Exception {
        while (drain(present, cx)) {
            if (present.isFinished()) {
                over = true;
                return Polled.READY;
            }
            if (inputEnded || !present.wantsInput()) {
                awaitRoom(present, cx);
                return Polled.PENDING;
            }
            switch (input.poll(cx)) {
                case READY -> {
                    present.receive(input.head());
                    input.tail();
                }
                case ENDED -> {
                    inputEnded = true;
                    present.endInput();
                }
                default -> {
                    return Polled.PENDING;
                }
            }
        }
        return Polled.PENDING;
    }

    /** Hands replies to the socket; false when it takes no more now. */
    private boolean drain(Session present, Context cx) throws IOException {
        ReplyBuffer out = present.out();
        while (!out.isEmpty()) {
            ByteBuffer room = connection.out();
            if (!room.hasRemaining()) {
                // Ended: nobody will read the rest.
                if (connection.pollWritable(cx) == Polled.PENDING) {
                    return false;
                }
                if (!connection.state().acceptsOutput()) {
                    present.close();
                    return true;
                }
                continue;
            }
            out.drainTo(room);
            if (out.isEmpty()) {
                present.run();
            }
        }
        return true;
    }

    @Override
    public Boolean head() {
        if (!over) {
            throw new IllegalStateException(this + " goes on: poll until READY first");
        }
        return true;
    }

    @Override
    public Stream<Boolean> tail() {
        head();
        over = false;
        return this;
    }

    @Override
    public void close() {
        Session present = session;
        if (present == null) {
            return;
        }
        present.close();
        // One that has failed has a command that will never be finished.
        if (!present.isFinished() && present.failure() == null) {
            try {
                connection.reactor().spawn("finish " + present.info().peer(), new Remainder(present));
            } catch (RejectedExecutionException stopped) {
                // The reactor has stopped, and its keys are gone with it.
            }
        }
    }
}
