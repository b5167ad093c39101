package dev.enso.examples.files;

import dev.enso.Enso;
import dev.enso.core.Future;
import dev.enso.net.DiskFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A file copied as a stream: what is read is written while the next is read. */
@Command(
        name = "cp",
        mixinStandardHelpOptions = true,
        description = "Copies what a file holds, as a stream with back-pressure. A file that is there is replaced.")
public final class CpCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private FileOptions files = new FileOptions();

    @Option(names = "--sync", description = "return when the disk has it, not only the system")
    private boolean sync;

    @Parameters(index = "0", paramLabel = "SOURCE", description = "file to read")
    @SuppressWarnings("NullAway.Init")
    private Path source;

    @Parameters(
            index = "1",
            paramLabel = "TARGET",
            description = "file to write, or directory for one of the same name")
    @SuppressWarnings("NullAway.Init")
    private Path target;

    @Override
    public Integer call() throws Exception {
        Path to = Files.isDirectory(target) && source.getFileName() != null
                ? target.resolve(source.getFileName())
                : target;
        ensureSensible(source, to);
        try (Enso enso = files.start("cp")) {
            long begin = System.nanoTime();
            long bytes = FileOptions.run(enso, "copy of " + source, copy(source, to, sync));
            double seconds = (System.nanoTime() - begin) / 1e9;
            PrintWriter out = spec.commandLine().getOut();
            out.printf("%d bytes in %.3f s, %.0f MB/s%n", bytes, seconds, bytes / 1e6 / Math.max(seconds, 1e-9));
            out.flush();
            return 0;
        }
    }

    /** To write a file is to cut it off first: what is read must not be the same one. */
    private static void ensureSensible(Path source, Path target) throws IOException {
        if (Files.isDirectory(source)) {
            throw new IOException(source + ": is a directory; name a file");
        }
        if (Files.exists(target) && Files.exists(source) && Files.isSameFile(source, target)) {
            throw new IOException(source + " and " + target + " are the same file");
        }
    }

    /** How many bytes that were, once the file is closed again. */
    static Future<Long> copy(Path source, Path target, boolean sync) {
        return DiskFile.open(
                source,
                Set.of(StandardOpenOption.READ),
                from -> DiskFile.open(
                        target,
                        Set.of(
                                StandardOpenOption.WRITE,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.TRUNCATE_EXISTING),
                        to -> to.writeAll(from.input())
                                .then(bytes -> sync ? to.sync().map(done -> bytes) : Future.of(bytes))));
    }
}
