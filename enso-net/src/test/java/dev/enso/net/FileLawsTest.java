package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.StreamLaws;
import dev.enso.core.Subject;
import dev.enso.core.TestContext;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** The state contract of streams, for those of files. Each law runs within a turn of a reactor. */
class FileLawsTest {
    @TempDir
    static Path folder;

    @TestFactory
    DynamicContainer input() {
        return onThePool(
                "input",
                bench -> Subject.of(bench.file.input(), List.of("abc"))
                        .reading(bytes -> StandardCharsets.US_ASCII
                                .decode(bytes.duplicate())
                                .toString())
                        .outside(bench::pump));
    }

    @TestFactory
    DynamicContainer writeAll() {
        return onThePool(
                "writeAll",
                bench -> Subject.of(
                                bench.file.writeAll(
                                        Stream.of(ByteBuffer.allocate(3), ByteBuffer.allocateDirect(90_000))),
                                List.of(90_003L))
                        .outside(bench::pump));
    }

    @TestFactory
    DynamicContainer call() {
        return onThePool(
                "read",
                bench -> Subject.of(bench.file.read(ByteBuffer.allocate(2), 0), List.of(2))
                        .outside(bench::pump));
    }

    @TestFactory
    DynamicContainer open() {
        return onThePool(
                "open",
                bench -> Subject.of(new AtHome<>(DiskFile.open(bench.path), bench.disk()), List.of(bench.path))
                        .reading(DiskFile::path)
                        .outside(bench::pump));
    }

    /** Polls with the files of a reactor among the services. */
    private record AtHome<T>(Future<T> future, Disk home) implements Future<T> {
        @Override
        public Polled poll(Context cx) throws Exception {
            return future.poll(((TestContext) cx).provide(Disk.class, home));
        }

        @Override
        public T head() {
            return future.head();
        }

        @Override
        public Stream<T> tail() {
            future.tail();
            return this;
        }

        @Override
        public void close() {
            future.close();
        }
    }

    private interface Fresh {
        Subject<?> subject(Bench bench);
    }

    @SuppressWarnings("unchecked") // the laws don't care
    private static DynamicContainer onThePool(String name, Fresh fresh) {
        Bench bench = new Bench();
        DynamicContainer laws = StreamLaws.of(name, () -> (Subject<Object>) fresh.subject(bench));
        return dynamicContainer(name, laws.getChildren().map(law -> bench.within((DynamicTest) law)));
    }

    /** One reactor within whose turn a law runs, and which therefore can't be turned meanwhile: only its files can. */
    private static final class Bench {
        Loop loop;
        Path path;
        DiskFile file;

        DynamicNode within(DynamicTest law) {
            Executable body = law.getExecutable();
            return dynamicTest(law.getDisplayName(), () -> {
                Storage storage = Storage.pool("laws", 1);
                loop = new Loop(Transport.nio(), 1, builder -> builder.poller(core -> Disk.on(core, storage)));
                try {
                    path = Files.writeString(folder.resolve("file"), "abc");
                    file = loop.get(loop.reactors
                            .get(0)
                            .spawn(DiskFile.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)));
                    Throwable[] failure = {null};
                    loop.run(0, () -> {
                        try {
                            body.execute();
                        } catch (Throwable e) {
                            failure[0] = e;
                        }
                    });
                    if (failure[0] != null) {
                        throw failure[0];
                    }
                } finally {
                    loop.close();
                    storage.close();
                }
            });
        }

        Disk disk() {
            return loop.reactors.get(0).core().service(Disk.class);
        }

        void pump(TestContext cx) {
            long end = System.nanoTime() + Net.PATIENCE.toNanos();
            while (!cx.isDue()) {
                assertTrue(System.nanoTime() < end, "nobody was woken");
                disk().poll(0, 256);
                Thread.yield();
            }
        }
    }
}
