package dev.enso.reactor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.FutureTask;

/**
 * The threads for calls that block: bounded in number, with a bounded queue.
 *
 * <p>A thread inherits the CPUs of the thread that starts it, and reactors are pinned. So no reactor starts one: the first
 * is started with the group, and each that gets busy starts the next while there may be more. One is always spare until all
 * are busy.
 */
final class BlockingPool {
    private final String name;
    private final int most;
    private final ArrayBlockingQueue<FutureTask<?>> queue;
    private final ConcurrentLinkedQueue<BlockingCall<?>> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    // Guarded by this.
    private final List<Thread> threads = new ArrayList<>();
    private int spare;

    BlockingPool(String name, int threads, int calls) {
        this.name = name;
        this.most = threads;
        this.queue = new ArrayBlockingQueue<>(calls);
    }

    /** Starts the first thread, if none was; on a thread that is not pinned. */
    synchronized void start() {
        if (threads.isEmpty()) {
            startThread();
        }
    }

    private void startThread() {
        if (closed || threads.size() == most) {
            return;
        }
        Thread thread = new Thread(this::work, name + "-blocking-" + threads.size());
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
        spare++;
    }

    private synchronized void busy() {
        spare--;
        if (spare == 0) {
            try {
                startThread();
            } catch (Throwable failure) {
                System.getLogger("dev.enso.reactor")
                        .log(
                                System.Logger.Level.WARNING,
                                "no further thread for blocking calls, " + threads.size()
                                        + " go on: the process may have as many threads as it is allowed to",
                                failure);
            }
        }
    }

    private synchronized void free() {
        spare++;
    }

    private void work() {
        while (!closed) {
            FutureTask<?> call;
            try {
                call = queue.take();
            } catch (InterruptedException ending) {
                // By close; or by somebody who has no business here.
                continue;
            }
            announceRoom();
            busy();
            try {
                call.run();
            } finally {
                // Whatever was meant for the call is not meant for the next.
                Thread.interrupted();
                free();
            }
        }
    }

    /** Any thread: answers false when there is no room. */
    boolean offer(FutureTask<?> call) {
        return queue.offer(call);
    }

    boolean isClosed() {
        return closed;
    }

    /** Any thread: the call will be woken for room; offer again after this, since room may have come before. */
    void await(BlockingCall<?> call) {
        waiting.add(call);
    }

    /** Answers false when the call was woken before, or did not wait. */
    boolean forget(BlockingCall<?> call) {
        return waiting.remove(call);
    }

    /** A place in the queue is free, or the one who was told so does not need it. */
    void announceRoom() {
        BlockingCall<?> next = waiting.poll();
        if (next != null) {
            next.roomCame();
        }
    }

    /** A call that was given up: its place is free if it stood in the queue. */
    void withdraw(FutureTask<?> call) {
        call.cancel(true);
        if (queue.remove(call)) {
            announceRoom();
        }
    }

    /**
     * Ends the threads; when the reactors have stopped, and nobody waits for a call any more.
     *
     * @return the names of those that are still busy with a call after so long
     */
    List<String> close(Meanwhile meanwhile, long deadline) {
        List<Thread> ending;
        synchronized (this) {
            closed = true;
            ending = List.copyOf(threads);
        }
        ending.forEach(Thread::interrupt);
        List<String> stuck = new ArrayList<>();
        for (Thread thread : ending) {
            if (!meanwhile.awaitEnd(thread, deadline)) {
                stuck.add(thread.getName() + " in a blocking call that does not react to interrupts");
            }
        }
        return stuck;
    }

    /** For listings. */
    @Override
    public synchronized String toString() {
        return "blocking pool of the group: " + threads.size() + " threads, " + queue.size() + " calls waiting";
    }
}
