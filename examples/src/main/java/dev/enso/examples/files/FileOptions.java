package dev.enso.examples.files;

import dev.enso.Enso;
import dev.enso.core.Future;
import dev.enso.net.Storage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Option;

/** What {@code cp} and {@code tail} share: one reactor with files, and words for what fails. */
final class FileOptions {
    /** Where files are worked on. */
    enum Place {
        AUTO,
        IO_URING,
        POOL
    }

    @Option(
            names = "--storage",
            paramLabel = "NAME",
            defaultValue = "AUTO",
            description = "what files are worked on with: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE})")
    private Place place = Place.AUTO;

    /** One reactor, whose failures go to whoever waits for the task. */
    Enso start(String name) {
        return Enso.builder()
                .name(name)
                .reactors(1)
                .storage(storage(name))
                .failures((reactor, what, failure) -> {})
                .start();
    }

    private Storage storage(String name) {
        switch (place) {
            case IO_URING:
                return Storage.ioUring();
            case POOL:
                return Storage.pool(name, 2);
            default:
                return Storage.auto(name);
        }
    }

    /** Runs it to its end; what fails is said as other programs say it. */
    static <T> T run(Enso enso, String name, Future<T> future) throws Exception {
        try {
            return enso.spawn(name, future).get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof FileSystemException failure) {
                throw new IOException(failure.getFile() + ": " + reason(failure), failure);
            }
            throw cause instanceof Exception known ? known : e;
        }
    }

    private static String reason(FileSystemException failure) {
        if (failure instanceof NoSuchFileException) {
            return "no such file or directory";
        }
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        String reason = failure.getReason();
        return reason == null ? failure.getClass().getSimpleName() : reason;
    }
}
