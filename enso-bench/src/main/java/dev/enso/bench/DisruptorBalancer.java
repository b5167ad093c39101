package dev.enso.bench;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import dev.enso.bench.LoadBalancingBenchmark.Item;
import dev.enso.bench.LoadBalancingBenchmark.Schedule;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same on two threads that poll Disruptors: a ring for each lane that both poll, a ring for each worker's outcome, and
 * loops that look at the high lane first, written for this case and nothing else.
 */
final class DisruptorBalancer implements AutoCloseable {
    private static final int BATCH = LoadBalancingBenchmark.BATCH;

    private final Couple couple = new Couple();
    private final Lane high = new Lane();
    private final Lane low = new Lane();
    private final boolean floods;
    private long lowSent;
    private volatile boolean done;

    DisruptorBalancer(boolean floods) {
        this.floods = floods;
    }

    void run(Schedule schedule) {
        done = false;
        couple.run(
                () -> {
                    Collector measuring = new Collector(schedule);
                    Collector dropping = new Collector(null);
                    schedule.begin();
                    while (!done) {
                        send(schedule);
                        high.workers.get(0).work();
                        high.collect(measuring);
                        low.workers.get(0).work();
                        low.collect(dropping);
                    }
                },
                () -> {
                    while (!done) {
                        high.workers.get(1).work();
                        low.workers.get(1).work();
                    }
                });
    }

    private void send(Schedule schedule) {
        long now = System.nanoTime();
        for (int i = 0; i < BATCH && schedule.isDue(now) && high.ring.hasAvailableCapacity(1); i++) {
            long sequence = high.ring.next();
            schedule.send(high.ring.get(sequence));
            high.ring.publish(sequence);
        }
        if (floods && low.ring.hasAvailableCapacity(BATCH)) {
            long last = low.ring.next(BATCH);
            for (long sequence = last - BATCH + 1; sequence <= last; sequence++) {
                low.ring.get(sequence).set(0, lowSent++);
            }
            low.ring.publish(last - BATCH + 1, last);
        }
    }

    @Override
    public void close() {
        couple.close();
    }

    private static EventPoller<Item> poller(RingBuffer<Item> ring) {
        EventPoller<Item> poller = ring.newPoller();
        ring.addGatingSequences(poller.getSequence());
        return poller;
    }

    private static RingBuffer<Item> ring() {
        return RingBuffer.createSingleProducer(Item::new, LoadBalancingBenchmark.SLOTS);
    }

    /** Polls one batch; a handler that answers false ends it behind the message it was given. */
    private static void poll(EventPoller<Item> poller, EventPoller.Handler<Item> handler) {
        try {
            poller.poll(handler);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class Lane {
        private final RingBuffer<Item> ring = ring();
        private final List<Worker> workers = new ArrayList<>();
        private final List<EventPoller<Item>> outcomes = new ArrayList<>();

        Lane() {
            for (int core = 0; core < LoadBalancingBenchmark.CORES; core++) {
                RingBuffer<Item> outcome = ring();
                workers.add(new Worker(core, poller(ring), outcome));
                outcomes.add(poller(outcome));
            }
        }

        void collect(Collector collector) {
            for (int i = 0; i < outcomes.size(); i++) {
                collector.left = BATCH;
                poll(outcomes.get(i), collector);
            }
        }
    }

    /** Takes what comes of it; of the low lane nothing is measured. */
    private final class Collector implements EventPoller.Handler<Item> {
        private final @Nullable Schedule schedule;
        private int left;

        Collector(@Nullable Schedule schedule) {
            this.schedule = schedule;
        }

        @Override
        public boolean onEvent(Item item, long sequence, boolean last) {
            if (schedule != null && schedule.isLast(item)) {
                done = true;
            }
            return --left > 0;
        }
    }

    private static final class Worker implements EventPoller.Handler<Item> {
        private final int core;
        private final EventPoller<Item> poller;
        private final RingBuffer<Item> outcome;
        private int left;

        Worker(int core, EventPoller<Item> poller, RingBuffer<Item> outcome) {
            this.core = core;
            this.poller = poller;
            this.outcome = outcome;
        }

        void work() {
            if (outcome.hasAvailableCapacity(BATCH)) {
                left = BATCH;
                poll(poller, this);
            }
        }

        @Override
        public boolean onEvent(Item item, long sequence, boolean last) {
            if (item.core() != core) {
                return true;
            }
            long place = outcome.next();
            Item into = outcome.get(place);
            into.copyFrom(item);
            into.work();
            outcome.publish(place);
            return --left > 0;
        }
    }
}
