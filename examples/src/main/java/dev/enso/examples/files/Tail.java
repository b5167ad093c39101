package dev.enso.examples.files;

import dev.enso.core.Future;
import dev.enso.core.Stream;
import dev.enso.net.DiskFile;
import dev.enso.reactor.Reactors;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The last lines of a file, and perhaps what comes behind them. */
final class Tail {
    private static final int BLOCK = 64 << 10;

    private final Path path;
    private final int lines;

    /** How often to look for more; null to end at the end. */
    private final @Nullable Duration interval;

    Tail(Path path, int lines, @Nullable Duration interval) {
        this.path = path;
        this.lines = lines;
        this.interval = interval;
    }

    /**
     * Writes them. Writing may block, so it happens on the pool for blocking calls, one block after the other.
     *
     * @return how many bytes that were
     */
    Future<Long> writeTo(OutputStream out, Reactors reactors) {
        return DiskFile.open(
                path,
                Set.of(StandardOpenOption.READ),
                file -> file.size()
                        .then(size -> begin(file, size))
                        .then(from -> from(file, from)
                                .copy(Tail::bytes)
                                .flatMap(block -> reactors.blocking(() -> {
                                    out.write(block);
                                    out.flush();
                                    return block.length;
                                }))
                                .fold(0L, Long::sum)));
    }

    private Stream<ByteBuffer> from(DiskFile file, long position) {
        return interval == null ? file.input(position) : file.follow(position, interval);
    }

    private static byte[] bytes(ByteBuffer shown) {
        byte[] bytes = new byte[shown.remaining()];
        shown.get(bytes);
        return bytes;
    }

    /** Where the last lines begin. The line feed at the very end ends the last line and begins none. */
    private Future<Long> begin(DiskFile file, long size) {
        return lines == 0 ? Future.of(size) : search(file, size, size, lines);
    }

    /** Looks for line feeds from the end towards the begin, a block at a time. */
    private static Future<Long> search(DiskFile file, long size, long end, int missing) {
        if (end == 0) {
            return Future.of(0L);
        }
        long start = Math.max(0, end - BLOCK);
        ByteBuffer block = ByteBuffer.allocate((int) (end - start));
        return file.read(block, start).then(bytes -> {
            int left = missing;
            for (int i = bytes - 1; i >= 0; i--) {
                if (block.get(i) == '\n' && start + i != size - 1 && --left == 0) {
                    return Future.of(start + i + 1);
                }
            }
            return search(file, size, start, left);
        });
    }
}
