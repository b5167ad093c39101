package dev.enso.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.reactor.Poller;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What io_uring does in another way than the rest, and what must come out the same. */
@OnIoUring
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UringTest {
    private static final Token A = new Token(1);

    @TempDir
    Path folder;

    private final Transport transport = Transport.ioUring();

    interface Step {
        void run() throws Exception;
    }

    /** On a thread that has ended when this returns. */
    private static void onAnotherThread(Step step) throws InterruptedException {
        Throwable[] failure = {null};
        Thread other = new Thread(() -> {
            try {
                step.run();
            } catch (Throwable t) {
                failure[0] = t;
            }
        });
        other.start();
        other.join();
        if (failure[0] != null) {
            throw new AssertionError(failure[0]);
        }
    }

    @Test
    void requests_ofAThreadThatHasEnded_goOnWithTheNext() throws Exception {
        try (Net net = new Net(transport)) {
            Net.Pair pair = net.pair();
            onAnotherThread(() -> {
                net.registry.register(pair.stream(), A, Net.BOTH);
                net.untilEvent(A, Ready.WRITABLE);
                Net.flood(pair.stream());
            });
            for (int round = 0; round < 3; round++) {
                pair.peer().getOutputStream().write(1);
                onAnotherThread(() -> net.untilEvent(A, Ready.READABLE));
                assertEquals(1, Net.drain(pair.stream()));
            }
            pair.peer().getInputStream().readNBytes(1 << 16);
            while (pair.peer().getInputStream().available() > 0) {
                pair.peer().getInputStream().skip(pair.peer().getInputStream().available());
            }
            net.untilEvent(A, Ready.WRITABLE);
        }
    }

    @Test
    void pollsThatChangeTheirThreads_areNotMixedUp() throws Exception {
        // More than a thread is given numbers for.
        List<Net> nets = new ArrayList<>();
        List<Net.Pair> pairs = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                nets.add(new Net(transport));
                pairs.add(nets.get(i).pair());
                nets.get(i).registry.register(pairs.get(i).stream(), A, Interest.READABLE);
            }
            for (int round = 0; round < 3; round++) {
                int shift = round;
                onAnotherThread(() -> {
                    for (int i = 0; i < 20; i++) {
                        // In another order each time, so that numbers differ.
                        int at = (i * 7 + shift) % 20;
                        pairs.get(at).peer().getOutputStream().write(at);
                        nets.get(at).untilEvent(A, Ready.READABLE);
                        ByteBuffer got = ByteBuffer.allocate(8);
                        assertEquals(1, pairs.get(at).stream().read(got));
                        assertEquals(at, got.get(0));
                        pairs.get(at).stream().read(got);
                    }
                });
            }
        } finally {
            for (Net net : nets) {
                net.close();
            }
        }
    }

    @Test
    void wake_reachesWhoeverPollsNow() throws Exception {
        try (Net net = new Net(transport)) {
            onAnotherThread(() -> net.poll.poll(0, 1));
            Thread waker = new Thread(net.poll::wake);
            waker.start();
            net.poll.park(Poller.NEVER, () -> true);
            waker.join();
        }
    }

    @Test
    void park_forLongerThanTheHandlerCanTell_sleeps() throws IOException {
        try (Net net = new Net(transport)) {
            Thread waker = new Thread(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    Thread.onSpinWait();
                }
                net.poll.wake();
            });
            waker.start();
            int[] asked = {0};
            net.poll.park(net.clock.nanoTime() + TimeUnit.DAYS.toNanos(100_000), () -> {
                asked[0]++;
                waker.interrupt();
                return true;
            });
            assertTrue(asked[0] > 0);
        }
    }

    @Test
    void close_ofARegisteredSocket_reachesThePeerWithoutAnotherPoll() throws IOException {
        try (Net net = new Net(transport)) {
            Net.Pair pair = net.pair();
            net.registry.register(pair.stream(), A, Net.BOTH);
            Net.flood(pair.stream());
            pair.stream().close();
            // The end comes although nobody polls: no request of the ring holds the socket.
            pair.peer().getInputStream().transferTo(OutputStream.nullOutputStream());
        }
    }

    @Test
    void aRegularFile_isRefusedWhenItIsRegistered() throws IOException {
        FileDescriptor file = FileDescriptor.from(folder.resolve("file").toFile());
        try (Net net = new Net(transport)) {
            FdSource source = FdSource.of(transport, file.intValue());
            IOException refused =
                    assertThrows(IOException.class, () -> net.registry.register(source, A, Interest.READABLE));
            assertTrue(refused.getMessage().contains("always ready"), refused.getMessage());
            assertEquals(List.of(), net.quiet());
            assertEquals(0, net.registry.size());
        } finally {
            file.close();
        }
    }

    @Test
    void aDescriptorThatIsNone_isRefusedWhenItIsRegistered() throws IOException {
        try (Net net = new Net(transport)) {
            FdSource unknown = FdSource.of(transport, 1_000_000);
            IOException refused =
                    assertThrows(IOException.class, () -> net.registry.register(unknown, A, Interest.READABLE));
            assertTrue(refused.getMessage().contains("1000000"), refused.getMessage());
        }
    }

    @Test
    void priority_isToldOfUrgentDataOnly() throws IOException {
        try (Net net = new Net(transport)) {
            Net.Pair pair = net.pair();
            net.registry.register(pair.stream(), A, Interest.READABLE.or(Interest.PRIORITY));
            pair.peer().getOutputStream().write(1);
            net.untilEvent(A, Ready.READABLE);
            for (Net.Seen seen : net.quiet()) {
                assertFalse(seen.ready().isPriority(), "any data wakes who waits for urgent data");
            }
            pair.peer().sendUrgentData(7);
            net.untilEvent(A, Ready.PRIORITY);
        }
    }

    @Test
    void writing_thatNobodyWaitsFor_isNotToldForEver() throws IOException {
        try (Net net = new Net(transport)) {
            Pipe pipe = Pipe.open(transport);
            Pipe.Sender sender = net.closing(pipe.sender());
            Pipe.Receiver receiver = net.closing(pipe.receiver());
            net.registry.register(sender, A, Interest.WRITABLE);
            net.untilEvent(A, Ready.WRITABLE);
            ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
            int told = 0;
            for (int round = 0; round < 50; round++) {
                assertTrue(sender.write(buffer.clear()) > 0);
                while (receiver.read(buffer.clear()) > 0) {
                    net.poll.poll(net.events, Duration.ZERO);
                    told += net.events.size();
                }
            }
            assertTrue(told < 50, "told " + told + " times");
        }
    }

    @Test
    void guests_areRefusedWithWhatToDo() {
        assertTrue(assertThrows(UnsupportedOperationException.class, () -> Netty.channel(transport))
                .getMessage()
                .contains("epoll"));
    }
}
