package dev.enso.examples.load;

import dev.enso.Enso;
import dev.enso.net.Connection;
import dev.enso.net.ConnectionOptions;
import dev.enso.reactor.Reactors;
import java.net.InetSocketAddress;
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

/** Many clients of one server, and what they measured. */
public final class LoadRun {
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final int depth;
    private final SingleWriterRecorder[] recorders;
    private final CompletableFuture<Void> clients;

    /** Set by the thread that runs the load, read by the clients. */
    private volatile boolean over;

    /**
     * Starts the clients.
     *
     * @param connections how many clients
     * @param depth how many requests each keeps under way
     * @param dialogue makes the dialogue of the client of an index
     */
    public LoadRun(
            Enso enso, InetSocketAddress server, int connections, int depth, IntFunction<? extends Dialogue> dialogue) {
        this.depth = depth;
        Reactors reactors = enso.reactors();
        recorders = new SingleWriterRecorder[reactors.size()];
        for (int i = 0; i < recorders.length; i++) {
            recorders[i] = new SingleWriterRecorder(SIGNIFICANT_DIGITS);
        }
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Dialogue mine = dialogue.apply(i);
            ends.add(reactors.get(i % reactors.size())
                    .spawn(
                            "client " + i,
                            Connection.connect(
                                    server,
                                    ConnectionOptions.defaults(),
                                    connection -> new LoadConnection(connection, mine, this)))
                    .toStage()
                    .toCompletableFuture());
        }
        clients = CompletableFuture.allOf(ends.toArray(new CompletableFuture<?>[0]));
        for (CompletableFuture<?> end : ends) {
            end.whenComplete((nothing, failure) -> {
                if (failure != null) {
                    clients.completeExceptionally(failure);
                }
            });
        }
    }

    int depth() {
        return depth;
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
