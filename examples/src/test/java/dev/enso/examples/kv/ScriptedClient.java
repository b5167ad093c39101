package dev.enso.examples.kv;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Connection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A client on one connection that says what its script says, several commands at a time. */
final class ScriptedClient implements Future<Boolean> {
    private static final int LONGEST = 256;

    /** What a client says, and what it makes of the answers. */
    interface Script {
        /** The next command; null when there is nothing to say now, and the task is woken when there is. */
        String @Nullable [] next(Context cx) throws Exception;

        /** The server has answered, or has something to tell. */
        void hear(Reply reply);

        /** Everything was said and answered. */
        boolean isOver();
    }

    private final Connection connection;
    private final Script script;
    private boolean ready;

    ScriptedClient(Connection connection, Script script) {
        this.connection = connection;
        this.script = script;
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        while (!script.isOver()) {
            say(cx);
            switch (connection.input().poll(cx)) {
                case READY -> listen();
                case ENDED -> throw new EOFException("the server has closed the connection");
                default -> {
                    return Polled.PENDING;
                }
            }
        }
        ready = true;
        return Polled.READY;
    }

    private void say(Context cx) throws Exception {
        while (hasRoom(cx)) {
            String[] words = script.next(cx);
            if (words == null) {
                return;
            }
            Reply.write(connection.out(LONGEST), words);
        }
    }

    private boolean hasRoom(Context cx) throws IOException {
        return connection.out(LONGEST).hasRemaining() || connection.pollWritable(cx, LONGEST) == Polled.READY;
    }

    private void listen() {
        ByteBuffer head = connection.input().head();
        for (Reply reply = Reply.read(head); reply != null; reply = Reply.read(head)) {
            script.hear(reply);
        }
        connection.input().tail();
    }

    @Override
    public Boolean head() {
        if (!ready) {
            throw new IllegalStateException(this + " goes on: poll until READY first");
        }
        return true;
    }

    @Override
    public Stream<Boolean> tail() {
        head();
        ready = false;
        return this;
    }

    @Override
    public void close() {
        connection.input().close();
    }

    @Override
    public String toString() {
        return "ScriptedClient[" + script + "]";
    }
}
