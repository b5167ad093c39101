package dev.enso.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class StageFutureTest {
    private final TestContext cx = new TestContext();

    @Test
    void completionBeforeThePoll_isReadyAtOnce() throws Exception {
        assertEquals(1, cx.get(Future.from(CompletableFuture.completedFuture(1))));
        assertNull(cx.get(Future.from(CompletableFuture.completedFuture(null))));
    }

    @Test
    void completion_wakesOnlyTheLatestWaker() throws Exception {
        var stage = new CompletableFuture<Integer>();
        Future<Integer> future = Future.from(stage);
        cx.poll(future);
        CountingWaker first = cx.waker();
        cx.poll(future);
        CountingWaker latest = cx.waker();
        stage.complete(1);
        assertEquals(0, first.wakes());
        assertEquals(1, latest.wakes());
        assertEquals(Polled.READY, cx.poll(future));
    }

    @Test
    void failure_isTheStagesOwn() {
        var failure = new IOException("gone");
        var stage = new CompletableFuture<Integer>();
        Future<Integer> direct = Future.from(stage);
        Future<Integer> dependent = Future.from(stage.thenApply(x -> x + 1));
        stage.completeExceptionally(failure);
        assertSame(failure, assertThrows(IOException.class, () -> cx.poll(direct)));
        assertSame(failure, assertThrows(IOException.class, () -> cx.poll(dependent)));
    }

    @Test
    void failureThatPollCanNotThrow_isACause() {
        var odd = new Throwable("odd");
        Future<Integer> future = Future.from(CompletableFuture.failedFuture(odd));
        assertSame(
                odd,
                assertThrows(ExecutionException.class, () -> cx.poll(future)).getCause());
    }

    @Test
    void cancelledStage_failsTheFuture() {
        var stage = new CompletableFuture<Integer>();
        stage.cancel(true);
        assertThrows(CancellationException.class, () -> cx.poll(Future.from(stage)));
    }

    @Test
    void close_forgetsTheWakerAndLeavesTheStageAlone() throws Exception {
        var stage = new CompletableFuture<Integer>();
        Future<Integer> future = Future.from(stage);
        cx.poll(future);
        future.close();
        assertFalse(stage.isDone());
        stage.complete(1);
        assertFalse(cx.isDue());
        assertEquals(Polled.ENDED, cx.poll(future));
    }

    @Test
    void futureThatIsNeverPolled_doesNotListen() {
        var stage = new CompletableFuture<Integer>();
        Future.from(stage).close();
        assertEquals(0, stage.getNumberOfDependents());
    }

    @Test
    void completionOnAnotherThread_losesNoWakeUp() throws Exception {
        long seed = System.nanoTime();
        int rounds = Boolean.getBoolean("enso.long") ? 1_000_000 : 20_000;
        var next = new AtomicReference<CompletableFuture<Integer>>();
        var completer = new FutureTask<Void>(() -> {
            var random = new SplittableRandom(seed);
            for (int i = 0; i < rounds; i++) {
                await(() -> next.get() != null, "no further stage");
                CompletableFuture<Integer> stage = next.getAndSet(null);
                spin(random.nextInt(60));
                stage.complete(i);
            }
            return null;
        });
        new Thread(completer, "completer").start();
        var random = new SplittableRandom(~seed);
        for (int i = 0; i < rounds; i++) {
            var stage = new CompletableFuture<Integer>();
            Future<Integer> future = Future.from(stage);
            next.set(stage);
            spin(random.nextInt(60));
            int spurious = random.nextInt(3);
            while (cx.poll(future) == Polled.PENDING) {
                if (spurious-- <= 0) {
                    await(cx::isDue, "lost wake-up in round " + i + ", seed " + seed);
                }
            }
            assertEquals(i, future.head(), "seed " + seed);
            future.close();
        }
        completer.get();
    }

    private static void await(BooleanSupplier condition, String complaint) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError(complaint);
            }
            Thread.onSpinWait();
        }
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }
}
