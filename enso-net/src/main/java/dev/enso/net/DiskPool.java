package dev.enso.net;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads for the calls on files that block, for all reactors of a runtime: bounded in number. Its queue needs no bound of
 * its own: a file has one operation at a time in it.
 *
 * <p>A thread inherits the CPUs of the thread that starts it, and reactors are pinned. So no reactor starts one: the first
 * starts with the pool, and each that gets busy starts the next while there may be more. One is always spare until all are
 * busy. They are never interrupted, since that would close the file they work on.
 */
final class DiskPool {
    private final String name;
    private final int most;
    private final Consumer<DiskOp> work;

    // Guarded by this. A monitor, because waiting on it makes no garbage.
    private @Nullable DiskOp first;
    private @Nullable DiskOp last;
    private final List<Thread> threads = new ArrayList<>();
    private int spare;
    private boolean closed;

    /**
     * @param work does the step of an operation and hands it back; throws nothing
     */
    DiskPool(String name, int most, Consumer<DiskOp> work) {
        this.name = name;
        this.most = most;
        this.work = work;
    }

    /** Starts the first thread, if none was; on a thread that is not pinned. */
    synchronized void start() {
        if (threads.isEmpty()) {
            startThread();
        }
    }

    private void startThread() {
        Thread thread = new Thread(this::run, name + "-disk-" + threads.size());
        thread.setDaemon(true);
        thread.start();
        threads.add(thread);
        spare++;
    }

    /** Any thread: puts an operation into the queue. */
    synchronized void execute(DiskOp op) {
        op.next = null;
        DiskOp end = last;
        if (end == null) {
            first = op;
        } else {
            end.next = op;
        }
        last = op;
        notify();
    }

    private void run() {
        DiskOp op = take();
        while (op != null) {
            work.accept(op);
            op = takeAgain();
        }
    }

    private synchronized @Nullable DiskOp takeAgain() {
        spare++;
        return take();
    }

    /** Null when the pool is closed and nothing is left. */
    private synchronized @Nullable DiskOp take() {
        while (first == null && !closed) {
            try {
                wait();
            } catch (InterruptedException nobodysBusiness) {
                // The flag is cleared: left standing, it would close the next file.
                continue;
            }
        }
        DiskOp op = first;
        if (op == null) {
            return null;
        }
        first = op.next;
        if (first == null) {
            last = null;
        }
        op.next = null;
        spare--;
        if (spare == 0 && threads.size() < most && !closed) {
            startAnother();
        }
        return op;
    }

    private void startAnother() {
        try {
            startThread();
        } catch (Throwable failure) {
            System.getLogger("dev.enso.net")
                    .log(
                            System.Logger.Level.WARNING,
                            "no further thread for files, " + threads.size()
                                    + " go on: the process may have as many threads as it is allowed to",
                            failure);
        }
    }

    /**
     * Ends the threads, each when nothing is left in the queue. Waits for them.
     *
     * @param nanos how long in all
     * @return the names of those that are still busy after that
     */
    List<String> close(long nanos) {
        List<Thread> ending;
        synchronized (this) {
            closed = true;
            notifyAll();
            ending = List.copyOf(threads);
        }
        long end = System.nanoTime() + nanos;
        boolean interrupted = false;
        List<String> stuck = new ArrayList<>();
        for (Thread thread : ending) {
            while (thread.isAlive()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    stuck.add(thread.getName() + " in a call on a file");
                    break;
                }
                try {
                    // Rounded up: none would wait for ever.
                    thread.join(1 + left / 1_000_000);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return stuck;
    }

    @Override
    public synchronized String toString() {
        return "DiskPool[" + name + ", " + threads.size() + " of at most " + most + " threads]";
    }
}
