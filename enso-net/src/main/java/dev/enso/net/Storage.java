package dev.enso.net;

import dev.enso.reactor.CoreContext;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Which of the system's facilities files are worked on with. One storage serves the reactors of one runtime; each opens what
 * it needs with its first file. Choose once for a runtime and hand the object on; whoever made it closes it when the
 * reactors have closed.
 *
 * <p>Make it on a thread that is not pinned: its threads run on the CPUs of the thread that starts them.
 */
public final class Storage implements AutoCloseable {
    /** Few disks have use for more, and what is read from memory needs no more. */
    private static final int THREADS = 8;

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    private static final System.Logger LOG = System.getLogger("dev.enso.net");

    /** What a reactor's files run on. */
    interface Ports {
        DiskPort open(CoreContext core);
    }

    private final String name;
    private final Ports ports;
    private final DiskPool pool;

    /** What was chosen was said. Set by the first reactor that says so. */
    private final AtomicBoolean said = new AtomicBoolean();

    private Storage(String name, DiskPool pool, Ports ports) {
        this.name = name;
        this.pool = pool;
        this.ports = ports;
    }

    /** {@link #auto(String)} with threads named {@code enso-disk-0} and so on. */
    public static Storage auto() {
        return auto("enso");
    }

    /**
     * The best there is, found out with the first file: io_uring where the kernel, Netty's artefacts for it, and the
     * transport of the reactor allow it; otherwise a pool of threads. When io_uring is on the path and can't be used, one
     * warning says why and what to do.
     *
     * @param name what its threads are called, with {@code -disk-0} and so on behind it
     */
    public static Storage auto(String name) {
        DiskPool pool = startPool(name, THREADS);
        Storage[] self = {null};
        self[0] = new Storage("auto", pool, core -> self[0].best(core));
        return self[0];
    }

    /**
     * Linux's io_uring, from 6.9 on: no other thread takes part. It needs Netty's artefacts for io_uring on the path and
     * reactors whose sockets run on file descriptors.
     *
     * @throws TransportUnavailableException when this machine can't; what a reactor lacks shows with its first file
     */
    public static Storage ioUring() {
        Uring.ensureAvailable();
        DiskPool pool = new DiskPool("enso", 1, PoolPort::work);
        return new Storage("io_uring", pool, RingPort::open);
    }

    /** A pool of up to eight threads named {@code enso-disk-0} and so on, which make the calls that block: works everywhere. */
    public static Storage pool() {
        return pool("enso", THREADS);
    }

    /**
     * A pool of threads, which make the calls that block.
     *
     * @param name what they are called, with {@code -disk-0} and so on behind it
     * @param threads how many at most, from 1 to 1024; they are started as they are needed
     * @throws IllegalArgumentException for another number
     */
    public static Storage pool(String name, int threads) {
        if (threads < 1 || threads > 1024) {
            throw new IllegalArgumentException("the threads of a pool are from 1 to 1024: " + threads);
        }
        DiskPool pool = startPool(name, threads);
        return new Storage("pool", pool, core -> channels(core, pool));
    }

    /** For simulations, whose files are none of the system's. */
    static Storage simulated(Ports ports) {
        return new Storage("simulated", new DiskPool("simulated", 1, PoolPort::work), ports);
    }

    private static DiskPool startPool(String name, int threads) {
        DiskPool pool = new DiskPool(name, threads, PoolPort::work);
        pool.start();
        return pool;
    }

    private static PoolPort channels(CoreContext core, DiskPool pool) {
        return new PoolPort(core.reactor(), pool::execute, FileChannel::open);
    }

    private DiskPort best(CoreContext core) {
        boolean first = said.compareAndSet(false, true);
        if (!Uring.isOnThePath()) {
            if (first) {
                LOG.log(Level.DEBUG, "Files run on a pool of threads, as Netty's io_uring is not on the path");
            }
            return channels(core, pool);
        }
        try {
            DiskPort port = RingPort.open(core);
            if (first) {
                LOG.log(Level.DEBUG, "Files run on io_uring");
            }
            return port;
        } catch (UnsupportedOperationException unfit) {
            if (first) {
                LOG.log(Level.DEBUG, "Files run on a pool of threads: " + unfit.getMessage());
            }
        } catch (TransportUnavailableException failure) {
            if (first) {
                LOG.log(
                        Level.WARNING,
                        failure.getMessage() + ". Files run on a pool of threads instead, which is slower; demand"
                                + " Storage.pool() to be rid of this warning",
                        failure.getCause());
            }
        }
        return channels(core, pool);
    }

    /** What was asked for: {@code auto}, {@code io_uring} or {@code pool}. */
    public String name() {
        return name;
    }

    DiskPort port(CoreContext core) {
        return ports.open(core);
    }

    /** Closes with a limit of five seconds; threads that are stuck then are logged as a warning. */
    @Override
    public void close() {
        List<String> stuck = close(CLOSE_LIMIT);
        if (!stuck.isEmpty()) {
            LOG.log(Level.WARNING, "closing the storage of files left threads behind: " + stuck);
        }
    }

    /**
     * Ends the threads, each when its work is done; call it when the reactors have closed. Closing twice does nothing more.
     *
     * @param limit how long to wait for calls that are under way
     * @return the names of the threads that are still busy after that; they are daemons, and end with their calls
     */
    public List<String> close(Duration limit) {
        return pool.close(
                limit.isNegative()
                        ? 0
                        : limit.compareTo(Duration.ofDays(1)) > 0
                                ? Duration.ofDays(1).toNanos()
                                : limit.toNanos());
    }

    @Override
    public String toString() {
        return "Storage[" + name + "]";
    }
}
