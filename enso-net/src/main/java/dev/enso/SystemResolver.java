package dev.enso;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Looks names up by the JDK's resolver, which blocks, on two threads of its own. They are made before the reactors, because
 * a thread inherits the pinning of the one that makes it.
 */
final class SystemResolver implements Resolver {
    private static final int THREADS = 2;
    private static final int WAITING = 1024;

    private final ThreadPoolExecutor threads;

    SystemResolver(String name) {
        AtomicInteger count = new AtomicInteger();
        threads = new ThreadPoolExecutor(
                THREADS, THREADS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                    Thread thread = new Thread(task, name + "-resolver-" + count.getAndIncrement());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.prestartAllCoreThreads();
    }

    @Override
    public CompletionStage<List<InetAddress>> lookUp(String host) {
        CompletableFuture<List<InetAddress>> answer = new CompletableFuture<>();
        try {
            threads.execute(() -> {
                try {
                    answer.complete(List.of(InetAddress.getAllByName(host)));
                } catch (UnknownHostException e) {
                    answer.completeExceptionally(named(host, e));
                } catch (Throwable e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(new IOException(
                    threads.isShutdown()
                            ? "can't look up " + host + ": the runtime is closed"
                            : "can't look up " + host + ": " + WAITING + " lookups wait already; try again later",
                    e));
        }
        return answer;
    }

    private static UnknownHostException named(String host, UnknownHostException cause) {
        UnknownHostException failure = new UnknownHostException("no address is known for the host " + host);
        failure.initCause(cause);
        return failure;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
