package dev.enso.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import dev.enso.reactor.Affinity;
import dev.enso.reactor.Duty;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import dev.enso.timers.Wheel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Loops of the peers as tasks of a reactor, and a reactor as an agent in a loop of theirs: the real classes. */
@Timeout(60)
class ForeignLoopsTest {
    private static Reactors.Builder one() {
        return Reactors.builder().count(1).affinity(Affinity.none()).timers(core -> Wheel.create());
    }

    /** Counts a hundred pieces of work, in its own way. */
    private static final class Counting implements Agent {
        final CountDownLatch left = new CountDownLatch(100);
        final List<String> calls = new ArrayList<>();
        volatile Thread worker;

        @Override
        public void onStart() {
            calls.add("start");
        }

        @Override
        public int doWork() {
            worker = Thread.currentThread();
            boolean had = left.getCount() > 0;
            left.countDown();
            return had ? 1 : 0;
        }

        @Override
        public void onClose() {
            calls.add("close");
        }

        @Override
        public String roleName() {
            return "counting";
        }
    }

    @Test
    void agent_worksAsATask() throws Exception {
        Counting agent = new Counting();
        try (Reactors reactors = one().start()) {
            Duty duty = Duty.of(agent::onStart, agent::doWork, agent::onClose);
            Reactor reactor = reactors.get(0);
            reactor.spawn(TaskOptions.named(agent.roleName()).service(), duty.cycle());
            assertTrue(agent.left.await(30, TimeUnit.SECONDS));
            assertTrue(reactor.isOwner(agent.worker));
        }
        assertEquals(List.of("start", "close"), agent.calls);
    }

    @Test
    void poller_ofARingOfTheirsIsATask() throws Exception {
        int messages = 10_000;
        RingBuffer<long[]> ring = RingBuffer.createSingleProducer(() -> new long[1], 256);
        EventPoller<long[]> poller = ring.newPoller();
        ring.addGatingSequences(poller.getSequence());
        CountDownLatch all = new CountDownLatch(messages);
        long[] sum = new long[1];
        EventPoller.Handler<long[]> handler = (event, sequence, endOfBatch) -> {
            sum[0] += event[0];
            all.countDown();
            // One batch a poll, so that other tasks have their turn.
            return !endOfBatch;
        };
        Duty events = () -> poller.poll(handler) == EventPoller.PollState.PROCESSING ? 1 : 0;
        try (Reactors reactors = one().start()) {
            Task<Void> task = reactors.get(0)
                    .spawn(
                            TaskOptions.named("events").service(),
                            events.cycle(Duration.ofNanos(10_000), Duration.ofMillis(1)));
            for (int i = 1; i <= messages; i++) {
                long sequence = ring.next();
                ring.get(sequence)[0] = i;
                ring.publish(sequence);
                if (i % 64 == 0) {
                    task.wake();
                }
            }
            assertTrue(all.await(30, TimeUnit.SECONDS));
        }
        assertEquals(messages * (messages + 1L) / 2, sum[0]);
    }

    /** A reactor in somebody else's loop. */
    private static Agent guest(Reactors reactors) {
        return new Agent() {
            @Override
            public int doWork() {
                return reactors.get(0).turn();
            }

            @Override
            public void onClose() {
                reactors.close();
            }

            @Override
            public String roleName() {
                return reactors.get(0).name();
            }
        };
    }

    @Test
    void reactor_isAnAgentOfAnInvoker() {
        Reactors reactors = one().build();
        AgentInvoker invoker = new AgentInvoker(error -> {}, null, guest(reactors));
        invoker.start();
        CountDownLatch ran = new CountDownLatch(3);
        for (int i = 0; i < 3; i++) {
            reactors.get(0).execute(ran::countDown);
        }
        while (ran.getCount() > 0) {
            assertTrue(invoker.invoke() > 0, "there is work, and it is told");
        }
        assertEquals(0, invoker.invoke());
        invoker.close();
        assertThrows(RejectedExecutionException.class, () -> reactors.get(0).execute(() -> {}), "it is closed");
    }

    @Test
    void reactor_isAnAgentOfARunner() throws Exception {
        Reactors reactors = one().build();
        CountDownLatch ran = new CountDownLatch(1_000);
        try (AgentRunner runner = new AgentRunner(new BackoffIdleStrategy(), error -> {}, null, guest(reactors))) {
            AgentRunner.startOnThread(runner);
            for (int i = 0; i < 1_000; i++) {
                reactors.get(0).execute(ran::countDown);
            }
            assertTrue(ran.await(30, TimeUnit.SECONDS));
        }
        assertThrows(RejectedExecutionException.class, () -> reactors.get(0).execute(() -> {}), "it is closed");
    }
}
