package dev.enso.examples.load;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Connection;
import dev.enso.reactor.Clock;
import java.io.EOFException;
import java.nio.ByteBuffer;

/**
 * One client: keeps so many requests under way and records the time from each request's writing to its answer. The next
 * request waits for an answer, so a slow server is asked less often: closed loop.
 */
final class LoadConnection implements Future<Boolean> {
    private final Connection connection;
    private final Dialogue dialogue;
    private final LoadRun run;
    private final Clock clock;
    private final Stream<ByteBuffer> input;

    /** When the requests under way were written, the oldest at {@code first}. */
    private final long[] asked;

    private int first;
    private int underWay;
    private boolean over;

    LoadConnection(Connection connection, Dialogue dialogue, LoadRun run, int depth) {
        this.connection = connection;
        this.dialogue = dialogue;
        this.run = run;
        this.clock = connection.reactor().core().clock();
        this.input = connection.input();
        this.asked = new long[depth];
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        while (true) {
            boolean full = !run.isOver() && !ask(cx);
            if (run.isOver() && underWay == 0) {
                over = true;
                return Polled.READY;
            }
            switch (input.poll(cx)) {
                case READY -> {
                    take(dialogue.answers(input.head()));
                    input.tail();
                }
                case ENDED ->
                    throw new EOFException(
                            "the server closed the connection with " + underWay + " requests unanswered");
                default -> {
                    return Polled.PENDING;
                }
            }
            if (full) {
                return Polled.PENDING;
            }
        }
    }

    /** Writes requests up to the depth; false when the output is full, and the task is woken when it is not. */
    private boolean ask(Context cx) throws Exception {
        if (underWay == asked.length) {
            return true;
        }
        long now = clock.nanoTime();
        while (underWay < asked.length) {
            ByteBuffer room = connection.out(dialogue.requestLimit());
            if (!room.hasRemaining()) {
                connection.pollWritable(cx, dialogue.requestLimit());
                return false;
            }
            while (underWay < asked.length && room.remaining() >= dialogue.requestLimit()) {
                dialogue.ask(room);
                asked[(first + underWay++) % asked.length] = now;
            }
        }
        return true;
    }

    private void take(int answers) {
        if (answers == 0) {
            return;
        }
        long now = clock.nanoTime();
        for (int i = 0; i < answers; i++) {
            run.record(connection.reactor().index(), now - asked[first]);
            first = (first + 1) % asked.length;
        }
        underWay -= answers;
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
        input.close();
    }
}
