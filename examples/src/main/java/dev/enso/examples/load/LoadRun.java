package dev.enso.examples.load;

import dev.enso.Enso;
import dev.enso.core.Future;
import dev.enso.net.Connection;
import dev.enso.net.ConnectionOptions;
import dev.enso.reactor.Reactors;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/** Many clients of one server, and what they measured. */
public final class LoadRun {
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SingleWriterRecorder[] recorders;
    private final CompletableFuture<@Nullable Void> clients = new CompletableFuture<>();

    /** Set by the thread that runs the load, read by the clients. */
    private volatile boolean over;

    /** Makes what a client does with its connection. */
    private interface Client {
        Future<Boolean> use(int index, Connection connection, Dialogue dialogue);
    }

    /**
     * Starts clients in a closed loop.
     *
     * @param connections how many clients
     * @param depth how many requests each keeps under way
     * @param dialogue makes the dialogue of the client of an index
     */
    public static LoadRun closed(
            Enso enso, SocketAddress server, int connections, int depth, IntFunction<? extends Dialogue> dialogue) {
        LoadRun run = new LoadRun(enso);
        run.start(
                enso,
                server,
                connections,
                dialogue,
                (index, connection, mine) -> new LoadConnection(connection, mine, run, depth));
        return run;
    }

    /**
     * Starts clients that ask at a constant rate.
     *
     * @param connections how many clients
     * @param rate requests a second, of all clients together; they take turns
     * @param dialogue makes the dialogue of the client of an index
     */
    public static LoadRun paced(
            Enso enso, SocketAddress server, int connections, int rate, IntFunction<? extends Dialogue> dialogue) {
        LoadRun run = new LoadRun(enso);
        double apart = 1e9 / rate;
        run.start(
                enso,
                server,
                connections,
                dialogue,
                (index, connection, mine) ->
                        new PacedConnection(connection, mine, run, apart * connections, apart * index));
        return run;
    }

    private LoadRun(Enso enso) {
        recorders = new SingleWriterRecorder[enso.reactors().size()];
        for (int i = 0; i < recorders.length; i++) {
            recorders[i] = new SingleWriterRecorder(SIGNIFICANT_DIGITS);
        }
    }

    private void start(
            Enso enso, SocketAddress server, int connections, IntFunction<? extends Dialogue> dialogue, Client client) {
        Reactors reactors = enso.reactors();
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            int index = i;
            Dialogue mine = dialogue.apply(i);
            ends.add(reactors.get(i % reactors.size())
                    .spawn(
                            "client " + i,
                            Connection.connect(
                                    server,
                                    ConnectionOptions.defaults(),
                                    connection -> client.use(index, connection, mine)))
                    .toStage()
                    .toCompletableFuture());
        }
        CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0])).thenRun(() -> clients.complete(null));
        for (CompletableFuture<?> end : ends) {
            end.whenComplete((nothing, failure) -> {
                if (failure != null) {
                    clients.completeExceptionally(failure);
                }
            });
        }
    }

    boolean isOver() {
        return over;
    }

    /** On the thread of the reactor. */
    void record(int reactor, long nanos) {
        recorders[reactor].recordValue(nanos);
    }

    /**
     * Waits, and answers what was measured since the last call.
     *
     * @return response times in nanoseconds
     * @throws ExecutionException when a client failed
     */
    public Histogram measure(Duration time) throws InterruptedException, ExecutionException {
        try {
            clients.get(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // They go on: as expected.
        }
        return take();
    }

    /**
     * Lets the clients receive the answers they wait for, and ends.
     *
     * @return response times in nanoseconds, since the last call of {@link #measure}
     * @throws ExecutionException when a client failed
     * @throws TimeoutException when the server does not answer
     */
    public Histogram finish() throws InterruptedException, ExecutionException, TimeoutException {
        over = true;
        clients.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        return take();
    }

    private Histogram take() {
        Histogram sum = new Histogram(SIGNIFICANT_DIGITS);
        for (SingleWriterRecorder recorder : recorders) {
            sum.add(recorder.getIntervalHistogram());
        }
        return sum;
    }
}
