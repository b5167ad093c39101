package dev.enso.queues;

import static dev.enso.core.Polled.PENDING;
import static dev.enso.core.Polled.READY;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.enso.channel.Channel;
import dev.enso.channel.Sent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Neither half needs a reactor: a waker that unparks a thread is enough. */
class PlainThreadTest {
    static List<Kind> kinds() {
        return Kind.all();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void threadThatFindsNoRoom_parksUntilItIsUnparked(Kind kind) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        Channel<Integer> channel = kind.create(1);
        channel.tx().offer(1);
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread sender = new Thread(() -> {
            ParkingWaker waker = new ParkingWaker();
            assertEquals(PENDING, channel.tx().poll(new WakerContext(waker)));
            waker.park(deadline);
            assertEquals(READY, channel.tx().poll(new WakerContext(waker)));
            assertEquals(Sent.ACCEPTED, channel.tx().offer(2));
        });
        sender.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
        sender.start();
        Shared<?> shared = (Shared<?>) channel.account();
        while (!shared.senders.any() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        ParkingWaker waker = new ParkingWaker();
        WakerContext cx = new WakerContext(waker);
        for (int i = 1; i <= 2; i++) {
            while (channel.rx().poll(cx) == PENDING) {
                waker.park(deadline);
            }
            assertEquals(i, channel.rx().head());
            channel.rx().tail();
        }
        sender.join(TimeUnit.SECONDS.toMillis(20));
        assertEquals(null, failure.get());
    }
}
