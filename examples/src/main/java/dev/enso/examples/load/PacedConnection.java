package dev.enso.examples.load;

import dev.enso.core.Alarms;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.net.Connection;
import dev.enso.reactor.Clock;
import java.io.EOFException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One client that asks at a constant rate, whether answers come or not: open loop. Request k is meant for the time {@code
 * start + k · period}, and what is recorded is the time from there to its answer. A server that stalls for a second so
 * shows a second in all requests that were meant for it, instead of in the one that happened to be under way (G. Tene's
 * coordinated omission).
 */
final class PacedConnection implements Future<Boolean> {
    private final Connection connection;
    private final Dialogue dialogue;
    private final LoadRun run;
    private final Clock clock;
    private final Stream<ByteBuffer> input;
    private final double period;
    private final double phase;
    private long start = -1;
    private long asked;
    private long answered;
    private @Nullable Alarms alarms;
    private long alarm;
    private boolean over;

    /**
     * @param period from one request to the next, in nanoseconds
     * @param phase of the first request, in nanoseconds from the first poll
     */
    PacedConnection(Connection connection, Dialogue dialogue, LoadRun run, double period, double phase) {
        this.connection = connection;
        this.dialogue = dialogue;
        this.run = run;
        this.clock = connection.reactor().core().clock();
        this.input = connection.input();
        this.period = period;
        this.phase = phase;
    }

    private long meant(long request) {
        return start + (long) (phase + request * period);
    }

    @Override
    public Polled poll(Context cx) throws Exception {
        if (start < 0) {
            start = clock.nanoTime();
        }
        while (cx.spend()) {
            if (!run.isOver()) {
                ask(cx);
            } else if (asked == answered) {
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
                            "the server closed the connection with " + (asked - answered) + " requests unanswered");
                default -> {
                    return Polled.PENDING;
                }
            }
        }
        return Polled.PENDING;
    }

    /** Writes all requests whose time has come, as far as the output takes them, and has the task woken for the next. */
    private void ask(Context cx) throws Exception {
        long now = clock.nanoTime();
        while (meant(asked) <= now) {
            ByteBuffer room = connection.out(dialogue.requestLimit());
            if (!room.hasRemaining()) {
                if (connection.pollWritable(cx, dialogue.requestLimit()) == Polled.READY) {
                    cx.waker().wake();
                }
                return;
            }
            while (meant(asked) <= now && room.remaining() >= dialogue.requestLimit()) {
                dialogue.ask(room);
                asked++;
            }
        }
        Alarms timers = cx.alarms();
        timers.cancel(alarm);
        alarm = timers.arm(meant(asked), cx.waker());
        alarms = timers;
    }

    private void take(int answers) {
        long now = clock.nanoTime();
        for (int i = 0; i < answers; i++) {
            run.record(connection.reactor().index(), now - meant(answered++));
        }
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
        if (alarms != null) {
            alarms.cancel(alarm);
        }
    }
}
