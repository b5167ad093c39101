package dev.enso;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.enso.core.Future;
import dev.enso.net.Connection;
import dev.enso.net.ConnectionOptions;
import dev.enso.net.FrameTooLongException;
import dev.enso.net.Framing;
import dev.enso.net.Server;
import dev.enso.net.ServerOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The console of a live node: one line asks, some lines answer. By a Unix socket, or by any reader and writer, such as the
 * process's own input and output.
 *
 * <pre>
 *   list 0 TASK                                 show 1000002
 *   ok 2                                        error 1000002 of enso-0 has gone, and its id is not used again: …
 *   1000001 TASKS/TASK 'accept 7007', RW …
 *   1000003 TASKS/TASK 'ticker', RW …
 * </pre>
 *
 * <p>The first line of an answer is {@code ok} and the number of lines that follow, or {@code error} and why; {@code help}
 * tells the commands.
 *
 * <p><b>Access</b> is by the socket's file alone, which belongs to the process's user and comes into being with the
 * permissions 0600: it is made in a directory that nobody else can enter, and then linked to its place.
 *
 * <p><b>What is typed can't harm the node.</b> Lines, answers and the number of clients are bounded; what a reactor does for
 * a command is bounded too, and long listings come in pieces with turns in between. A client that doesn't read stops being
 * read, and is cut off in the end. Rings, cursors, timers, names and tasks that are made here are bounded in number, and rings,
 * delays and blocks of ids in size. No command stops a reactor, unless the program has {@linkplain #allowStops allowed} that.
 * Otherwise the commands of verbs do what verbs do: who may connect may move, split and close what stands in the object tables
 * with the rights for it.
 *
 * <p>Any thread.
 */
public final class Console implements AutoCloseable {
    /** The longest line that may be typed, in bytes. */
    public static final int LINE = 1024;

    private static final int CLIENTS = 64;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final ServerOptions OPTIONS = ServerOptions.defaults()
            .withMaxConnections(CLIENTS)
            .withConnections(ConnectionOptions.defaults()
                    .withInputLimit(4 * LINE)
                    .withOutputLimit(64 << 10)
                    .withDrainLimit(Duration.ofSeconds(1))
                    .withWriteLimit(Duration.ofSeconds(30))
                    .withIdleLimit(Duration.ofMinutes(10)));
    private static final Framing LINES = Framing.lines(LINE);

    private final Enso enso;
    private final ConsoleCommands commands;
    /** Under the lock of this. */
    private @Nullable Server server;
    /** Where the socket is, and what tells it from another file there; under the lock of this. */
    private @Nullable Path path;

    private @Nullable Object file;

    private Console(Enso enso) {
        this.enso = enso;
        this.commands = new ConsoleCommands(enso.reactors(), PATIENCE);
    }

    /** A console without a socket. */
    public static Console of(Enso enso) {
        return new Console(Objects.requireNonNull(enso, "enso"));
    }

    /**
     * Lets the console start this work by {@code spawn NAME}.
     *
     * @param name one word
     * @param work makes a future for each time; called on a reactor
     * @throws IllegalArgumentException when the name is empty or has spaces
     */
    public Console offer(String name, Supplier<? extends Future<?>> work) {
        commands.offer(name, work);
        return this;
    }

    /** Lets the console stop reactors, by {@code reactor stop}. Without this it answers an error, and stops nothing. */
    public Console allowStops() {
        commands.allowStops();
        return this;
    }

    /**
     * Listens on a Unix socket, until it or its node is closed.
     *
     * @param socket a path that doesn't exist, in a directory in which this process may make files
     * @throws BindException when there is such a file already
     * @throws NoSuchFileException when there is no such directory
     * @throws IOException when the socket can't be made
     * @throws IllegalStateException when it listens already
     */
    public synchronized Console listen(Path socket) throws IOException {
        if (server != null) {
            throw new IllegalStateException(this + " listens already: a second console can listen elsewhere");
        }
        Path place = socket.toAbsolutePath();
        Path directory = Objects.requireNonNull(place.getParent(), "a file has a directory");
        requireDirectory(directory, place);
        requireFree(place);
        Path room = Files.createTempDirectory(
                directory, ".e", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path inside = room.resolve("s");
        try {
            Server made = enso.serve(UnixDomainSocketAddress.of(inside), OPTIONS, this::converse);
            try {
                Files.setPosixFilePermissions(inside, PosixFilePermissions.fromString("rw-------"));
                file = Files.readAttributes(inside, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                        .fileKey();
                Files.createLink(place, inside);
            } catch (FileAlreadyExistsException e) {
                made.close();
                throw taken(place);
            } catch (IOException | RuntimeException e) {
                made.close();
                throw e;
            }
            server = made;
            path = place;
        } finally {
            Files.deleteIfExists(inside);
            Files.delete(room);
        }
        enso.closesFirst(this);
        return this;
    }

    /** Otherwise the system names a directory within, of which nobody knows. */
    private static void requireDirectory(Path directory, Path place) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new NoSuchFileException(
                    place.toString(), null, "there is no directory " + directory + ": make it, or choose another path");
        }
        if (!Files.isWritable(directory)) {
            throw new AccessDeniedException(
                    place.toString(), null, "this process may make no files in " + directory + ": choose another path");
        }
    }

    private static void requireFree(Path place) throws BindException {
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            throw taken(place);
        }
    }

    private static BindException taken(Path place) {
        return new BindException(place + ": there is a file of that name already. If no node listens there any more,"
                + " delete it; or choose another path");
    }

    private Future<?> converse(Connection connection) {
        return connection
                .writeAll(connection
                        .frames(LINES)
                        .copy(bytes -> UTF_8.decode(bytes).toString())
                        .flatMap(line -> answer(line).map(UTF_8::encode)))
                .recoverWith(failure -> failure instanceof FrameTooLongException
                        ? connection.send(UTF_8.encode("error a line has at most " + LINE + " bytes\n"))
                        : Future.failed(failure));
    }

    /**
     * The answer to a line, with its first line and an end behind each; never fails. Polled by a task of the node, on a
     * reactor that has timers.
     */
    public Future<String> answer(String line) {
        return commands.answer(line);
    }

    /**
     * Answers line after line until the reader ends; from a thread outside, which waits.
     *
     * @throws IOException when the reader fails
     * @throws IllegalStateException on a reactor of the node
     */
    public void converse(BufferedReader in, PrintWriter out) throws IOException, InterruptedException {
        for (String line; (line = in.readLine()) != null; ) {
            try {
                out.print(enso.spawn("console", answer(line)).get());
            } catch (ExecutionException | java.util.concurrent.RejectedExecutionException e) {
                out.println("error " + e.getMessage());
            }
            out.flush();
        }
    }

    /** Stops to listen and removes the socket's file; answers on their way are sent. */
    @Override
    public synchronized void close() {
        Server listening = server;
        Path place = path;
        server = null;
        path = null;
        if (listening != null) {
            listening.close();
        }
        if (place != null) {
            delete(place);
        }
    }

    /** Unless another file is there by now. */
    private void delete(Path place) {
        try {
            Object there = Files.readAttributes(place, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .fileKey();
            if (Objects.equals(file, there)) {
                Files.delete(place);
            }
        } catch (NoSuchFileException gone) {
            // Somebody else has deleted it.
        } catch (IOException e) {
            System.getLogger("dev.enso")
                    .log(System.Logger.Level.WARNING, "the console's socket is left behind, delete it: " + place, e);
        }
    }

    @Override
    public synchronized String toString() {
        return "Console[" + (path == null ? "no socket" : path.toString()) + "]";
    }
}
