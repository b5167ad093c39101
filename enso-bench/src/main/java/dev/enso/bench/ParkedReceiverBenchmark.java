package dev.enso.bench;

import dev.enso.channel.Channel;
import dev.enso.core.Polled;
import dev.enso.queues.Queues;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A message for a receiver that is parked, until that has taken it: what a channel adds to unparking a thread. The sender
 * gives the receiver time to fall asleep, so the figure holds that time on both sides.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgs = {"-XX:+UseG1GC", "-Xms1g", "-Xmx1g"})
@State(Scope.Benchmark)
public class ParkedReceiverBenchmark {
    private static final int ROUNDS = 2_000;
    private static final Integer MESSAGE = 42;

    private volatile int taken;
    private volatile int sent;
    private volatile Thread parked = Thread.currentThread(); // until the receiver says who it is

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void enso(RoundTripBenchmark.TwoThreads threads) {
        Channel<Integer> channel = Queues.spsc(64);
        taken = 0;
        threads.couple.run(
                () -> {
                    for (int i = 1; i <= ROUNDS; i++) {
                        awaitSleep();
                        channel.tx().offer(MESSAGE);
                        awaitTaken(i);
                    }
                },
                () -> {
                    parked = Thread.currentThread();
                    ThreadWaker waker = new ThreadWaker();
                    for (int i = 1; i <= ROUNDS; i++) {
                        while (channel.rx().poll(waker) != Polled.READY) {
                            waker.park();
                        }
                        channel.rx().tail();
                        taken = i;
                    }
                });
    }

    @Benchmark
    @OperationsPerInvocation(ROUNDS)
    public void bareUnpark(RoundTripBenchmark.TwoThreads threads) {
        taken = 0;
        sent = 0;
        threads.couple.run(
                () -> {
                    for (int i = 1; i <= ROUNDS; i++) {
                        awaitSleep();
                        sent = i;
                        LockSupport.unpark(parked);
                        awaitTaken(i);
                    }
                },
                () -> {
                    parked = Thread.currentThread();
                    for (int i = 1; i <= ROUNDS; i++) {
                        while (sent < i) {
                            LockSupport.park(this);
                        }
                        taken = i;
                    }
                });
    }

    private void awaitSleep() {
        while (parked.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    private void awaitTaken(int round) {
        while (taken < round) {
            Thread.onSpinWait();
        }
    }
}
