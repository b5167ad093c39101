package dev.enso.examples.files;

import dev.enso.Enso;
import dev.enso.core.Future;
import dev.enso.examples.NodeOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The end of a file, and what is appended to it. */
@Command(
        name = "tail",
        mixinStandardHelpOptions = true,
        description = "Shows the last lines of a file, and with -f what is appended to it; one that is cut off is"
                + " shown from its begin again.")
public final class TailCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private FileOptions files = new FileOptions();

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "10",
            description = "how many lines (default: ${DEFAULT-VALUE})")
    private int lines;

    @Option(
            names = {"-f", "--follow"},
            description = "go on as the file grows")
    private boolean follow;

    @Option(
            names = "--interval",
            paramLabel = "MS",
            defaultValue = "100",
            converter = NodeOptions.AtLeastOne.class,
            description = "milliseconds between looks at a file that is followed (default: ${DEFAULT-VALUE})")
    private int interval;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            converter = NodeOptions.AtLeastOne.class,
            description = "how long to follow (default: until it is ended)")
    private @Nullable Integer seconds;

    @Parameters(index = "0", paramLabel = "FILE", description = "file to show")
    @SuppressWarnings("NullAway.Init")
    private Path path;

    /** Where the bytes go, which are nobody's characters. */
    private final OutputStream out = System.out;

    @Override
    public Integer call() throws Exception {
        if (lines < 0) {
            throw new ParameterException(spec.commandLine(), "-n: it can't be negative: " + lines);
        }
        if (Files.isDirectory(path)) {
            throw new IOException(path + ": is a directory; name a file");
        }
        Tail tail = new Tail(path, lines, follow ? Duration.ofMillis(interval) : null);
        try (Enso enso = files.start("tail")) {
            Future<Long> shown = tail.writeTo(out, enso.reactors());
            FileOptions.run(enso, "tail of " + path, seconds == null ? shown : limited(shown, seconds));
            return 0;
        }
    }

    private static Future<Long> limited(Future<Long> shown, int seconds) {
        return shown.timeout(Duration.ofSeconds(seconds))
                .recoverWith(
                        failure -> failure instanceof TimeoutException ? Future.of(0L) : Future.<Long>failed(failure));
    }
}
