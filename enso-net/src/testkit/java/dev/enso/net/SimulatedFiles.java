package dev.enso.net;

import dev.enso.simulation.World;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Files in memory, in the world of a simulation: by its time, and with what goes wrong chosen by its oracle. All that is
 * above the threads which make the calls is the production's: the line of each file, short transfers, streams, buffers.
 *
 * <p>There is one folder without subfolders; a path is nothing but a name. Files outlive their runtimes, so one that starts
 * later finds what an earlier one wrote. Like the world they belong to one thread.
 */
public final class SimulatedFiles {
    private static final int STEPS = 16;
    private static final long STEP = 20_000;
    private static final long LONG_STEP = 1_000_000_000L / STEPS;

    private final World world;
    private final int[] thousandths = new int[FileFault.values().length];
    private final Map<String, Content> files = new LinkedHashMap<>();
    private int open;

    /** What a file holds. */
    static final class Content {
        byte[] bytes = {};
        int size;

        void resize(int newSize) {
            if (newSize > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(newSize, 2 * bytes.length));
            }
            if (newSize < size) {
                Arrays.fill(bytes, newSize, size, (byte) 0);
            }
            size = newSize;
        }
    }

    private SimulatedFiles(World world) {
        this.world = world;
    }

    /** No files yet, and nothing goes wrong. */
    public static SimulatedFiles in(World world) {
        return new SimulatedFiles(world);
    }

    /**
     * How often something goes wrong from now on, of the occasions there are for it.
     *
     * @param oftenInThousand from 0, never, to 1000, always
     * @throws IllegalArgumentException outside 0 to 1000
     */
    public SimulatedFiles with(FileFault fault, int oftenInThousand) {
        if (oftenInThousand < 0 || oftenInThousand > 1000) {
            throw new IllegalArgumentException(fault + " can happen from 0 to 1000 times in 1000: " + oftenInThousand);
        }
        thousandths[fault.ordinal()] = oftenInThousand;
        return this;
    }

    /** A storage with these files, for one runtime. */
    public Storage storage() {
        return Storage.simulated(core -> new PoolPort(core.reactor(), this::later, this::open));
    }

    /** Makes a file, or replaces what it holds. */
    public void write(Path path, byte[] bytes) {
        Content content = files.computeIfAbsent(path.toString(), name -> new Content());
        content.bytes = bytes.clone();
        content.size = bytes.length;
    }

    /**
     * What a file holds.
     *
     * @throws NoSuchFileException when there is none of that name
     */
    public byte[] read(Path path) throws NoSuchFileException {
        Content content = files.get(path.toString());
        if (content == null) {
            throw new NoSuchFileException(path.toString());
        }
        return Arrays.copyOf(content.bytes, content.size);
    }

    /** How many are open. */
    public int open() {
        return open;
    }

    private void later(DiskOp op) {
        long steps = world.oracle().choose(STEPS, "files: a call takes");
        long nanos = STEP * steps;
        if (happens(FileFault.SLOW)) {
            nanos += LONG_STEP * (1 + world.oracle().choose(STEPS, "files: a slow call takes"));
        }
        world.later(Duration.ofNanos(nanos), () -> PoolPort.work(op));
    }

    private FileChannel open(Path path, Set<? extends OpenOption> options) throws IOException {
        String name = path.toString();
        if (happens(FileFault.SHORTAGE)) {
            throw new FileSystemException(name, null, "Too many open files");
        }
        fail(FileFault.ERROR);
        boolean writes = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
        Content content = files.get(name);
        if (content != null && writes && options.contains(StandardOpenOption.CREATE_NEW)) {
            throw new FileAlreadyExistsException(name);
        }
        if (content == null) {
            boolean creates =
                    options.contains(StandardOpenOption.CREATE) || options.contains(StandardOpenOption.CREATE_NEW);
            if (!writes || !creates) {
                throw new NoSuchFileException(name);
            }
            content = new Content();
            files.put(name, content);
        }
        if (writes && options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            content.resize(0);
        }
        open++;
        return new SimulatedFile(this, content, options.contains(StandardOpenOption.APPEND));
    }

    void closed() {
        open--;
    }

    boolean happens(FileFault fault) {
        int often = thousandths[fault.ordinal()];
        return often > 0 && world.oracle().choose(1000, "files: " + fault) > 1000 - 1 - often;
    }

    /** Fails if the oracle wants that. */
    void fail(FileFault fault) throws IOException {
        if (happens(fault)) {
            throw new IOException(fault == FileFault.NO_SPACE ? "No space left on device" : "Input/output error");
        }
    }

    /** Of so many bytes, how many move: from 1 on. */
    int shorten(int bytes) {
        return bytes > 1 && happens(FileFault.SHORT_TRANSFER)
                ? 1 + world.oracle().choose(bytes - 1, "files: bytes moved")
                : bytes;
    }

    @Override
    public String toString() {
        return "SimulatedFiles[" + files.keySet() + ", " + open + " open]";
    }
}
