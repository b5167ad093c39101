package dev.enso.net;

import dev.enso.reactor.CoreContext;
import dev.enso.reactor.Kind;
import dev.enso.reactor.Poller;
import dev.enso.reactor.Reactor;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The files of one reactor: those that are open, their buffers, and what of them is done. Plugged into a reactor:
 *
 * <pre>{@code
 * Storage storage = Storage.auto();
 * Reactors.builder()
 *     .timers(core -> Wheel.create())
 *     .io(core -> poll)
 *     .poller(core -> Disk.on(core, storage))
 * }</pre>
 *
 * {@code dev.enso.Enso} does this. {@link DiskFile#open} needs nothing more.
 */
public final class Disk implements Poller, AutoCloseable {
    /** In the object table: a file, from when it is asked for until it is closed. */
    public static final Kind<DiskFile> FILE = Kind.of("FILE", Kind.Source.DISK);

    private final CoreContext core;
    private final Storage storage;
    private final BufferPool pool = new BufferPool();

    /** Made with the first file. */
    private @Nullable DiskPort port;

    private @Nullable DiskFile newest;
    private int size;
    private boolean closed;

    private Disk(CoreContext core, Storage storage) {
        this.core = core;
        this.storage = storage;
    }

    /** The files of a reactor. */
    public static Disk on(CoreContext core, Storage storage) {
        return new Disk(core, storage);
    }

    /** How many files are open, those that are being opened or closed included. */
    public int size() {
        return size;
    }

    /** Bytes of the buffers in which streams of files hold something now. */
    public long bufferedBytes() {
        return pool.lentBytes();
    }

    @Override
    public int poll(long now, int limit) {
        DiskPort present = port;
        return present == null ? 0 : present.poll(limit);
    }

    @Override
    public long deadline() {
        DiskPort present = port;
        return present == null ? NEVER : present.deadline();
    }

    /** Makes a file that is still to be opened. */
    DiskFile create(Path path, Set<? extends OpenOption> options) {
        if (closed) {
            throw new IllegalStateException(
                    "can't open " + path + ": " + core.reactor().name() + " has stopped");
        }
        DiskPort present = port;
        if (present == null) {
            present = storage.port(core);
            port = present;
        }
        DiskFile file = new DiskFile(this, present, path, options);
        DiskFile second = newest;
        if (second != null) {
            second.before = file;
        }
        file.after = second;
        newest = file;
        size++;
        file.id = core.objects().add(FILE, path.toString(), file);
        return file;
    }

    /** Called by a file that is closed now, or was never opened. */
    void remove(DiskFile file) {
        DiskFile before = file.before;
        DiskFile after = file.after;
        if (before == null) {
            newest = after;
        } else {
            before.after = after;
        }
        if (after != null) {
            after.before = before;
        }
        file.before = null;
        file.after = null;
        size--;
        core.objects().remove(file.id);
    }

    /** The reactor stops: files that are left open are closed, and what they were at is given up. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        DiskPort present = port;
        if (present != null) {
            ArrayList<DiskFile> open = new ArrayList<>(size);
            for (DiskFile file = newest; file != null; file = file.after) {
                open.add(file);
            }
            present.close(open);
        }
    }

    /** What its files are worked on with; null before the first. */
    @Nullable DiskPort port() {
        return port;
    }

    Reactor reactor() {
        return core.reactor();
    }

    BufferPool pool() {
        return pool;
    }

    @Override
    public String toString() {
        DiskPort present = port;
        return "Disk[" + core.reactor().name() + ", " + (present == null ? storage.name() : present.name()) + ", "
                + size + " files]";
    }
}
