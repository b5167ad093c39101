package dev.enso.bench;

import dev.enso.bench.LoadBalancingBenchmark.Item;
import dev.enso.bench.LoadBalancingBenchmark.Schedule;
import dev.enso.channel.Subscriber;
import dev.enso.channel.Subscription;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.queues.Publishing;
import dev.enso.queues.Selection;
import dev.enso.queues.SlotPublisher;
import dev.enso.queues.Turbine;
import dev.enso.reactor.Priority;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Lanes over reactors: a ring whose cursors are split by key, a worker with a link on each core, and a reader of all links. */
final class EnsoBalancer implements AutoCloseable {
    private static final int SLOTS = LoadBalancingBenchmark.SLOTS;
    private static final int BATCH = LoadBalancingBenchmark.BATCH;
    private static final int CORES = LoadBalancingBenchmark.CORES;

    private final Reactors reactors = Nodes.spinning(CORES);
    private final SlotPublisher<Item> high = lane(Priority.HIGH);

    /** What is measured now; for the first reactor. */
    private @Nullable Schedule schedule;

    private CountDownLatch done = new CountDownLatch(0);

    EnsoBalancer(boolean floods) {
        SlotPublisher<Item> low = lane(Priority.LOW);
        if (floods) {
            net().spawn(TaskOptions.named("flood").priority(Priority.LOW).service(), new Flood(low));
        }
    }

    private Reactor net() {
        return reactors.get(0);
    }

    private SlotPublisher<Item> lane(Priority priority) {
        TaskOptions options = TaskOptions.defaults().priority(priority).service();
        SlotPublisher<Item> ring = ring();
        Subscriber<Item> cursor = ring.subscribe(Subscription.oldest());
        List<Subscriber<Item>> links = new ArrayList<>();
        ToLongFunction<Item> key = Item::core; // one function for all splits
        for (int core = 0; core < CORES; core++) {
            Subscriber<Item> next = core + 1 < CORES ? cursor.splitByKey(key, core + 1) : cursor;
            SlotPublisher<Item> link = ring();
            links.add(link.subscribe(Subscription.oldest()));
            reactors.get(core).spawn(options, new Worker(cursor, link));
            cursor = next;
        }
        net().spawn(options, new Collector(Selection.of(links).fair(), priority == Priority.HIGH));
        return ring;
    }

    private static SlotPublisher<Item> ring() {
        return Turbine.bestAt(Publishing.HIGHEST_THROUGHPUT).slots(SLOTS, Item::new);
    }

    void run(Schedule messages) throws InterruptedException {
        done = new CountDownLatch(1);
        net().spawn(TaskOptions.named("source").priority(Priority.HIGH), new Source(messages));
        done.await();
    }

    @Override
    public void close() {
        reactors.close();
    }

    private static void again(Context cx) {
        cx.waker().wake();
    }

    /** What these tasks have in common: no value, but an end. */
    private abstract static class Work implements Future<Boolean> {
        @Override
        public Boolean head() {
            return Boolean.TRUE;
        }

        @Override
        public Stream<Boolean> tail() {
            return this;
        }

        @Override
        public void close() {}
    }

    /** Sends what is due. */
    private final class Source extends Work {
        private final Schedule messages;

        Source(Schedule messages) {
            this.messages = messages;
        }

        @Override
        public Polled poll(Context cx) {
            if (schedule != messages || messages.isSent()) {
                schedule = messages;
                messages.begin();
            }
            long now = System.nanoTime();
            for (int i = 0; i < BATCH && messages.isDue(now) && high.claim(1) > 0; i++) {
                messages.send(high.slot(0));
                high.commit(1);
            }
            high.flush();
            if (messages.isSent()) {
                return Polled.READY;
            }
            again(cx);
            return Polled.PENDING;
        }
    }

    /** Sends as much as there is room for. */
    private static final class Flood extends Work {
        private final SlotPublisher<Item> ring;
        private long sent;

        Flood(SlotPublisher<Item> ring) {
            this.ring = ring;
        }

        @Override
        public Polled poll(Context cx) {
            int claimed = ring.claim(BATCH);
            for (int i = 0; i < claimed; i++) {
                ring.slot(i).set(0, sent++);
            }
            ring.commit(claimed);
            ring.flush();
            if (claimed == 0 && ring.poll(cx) == Polled.PENDING) {
                return Polled.PENDING;
            }
            again(cx);
            return Polled.PENDING;
        }
    }

    /** Takes what its cursor shows, and puts the outcome into its link. */
    private static final class Worker extends Work {
        private final Subscriber<Item> cursor;
        private final SlotPublisher<Item> link;

        Worker(Subscriber<Item> cursor, SlotPublisher<Item> link) {
            this.cursor = cursor;
            this.link = link;
        }

        @Override
        public Polled poll(Context cx) {
            int there = cursor.claim(BATCH);
            if (there == 0 && cursor.poll(cx) == Polled.PENDING) {
                return Polled.PENDING;
            }
            int room = link.claim(there);
            for (int i = 0; i < room; i++) {
                Item item = link.slot(i);
                item.copyFrom(cursor.at(i));
                item.work();
            }
            cursor.commit(room);
            link.commit(room);
            link.flush();
            if (room < there && link.poll(cx) == Polled.PENDING) {
                return Polled.PENDING;
            }
            again(cx);
            return Polled.PENDING;
        }
    }

    /** Takes what comes of it. */
    private final class Collector extends Work {
        private final Stream<Item> items;
        private final boolean measures;

        Collector(Stream<Item> items, boolean measures) {
            this.items = items;
            this.measures = measures;
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            for (int i = 0; i < BATCH; i++) {
                if (items.poll(cx) != Polled.READY) {
                    return Polled.PENDING;
                }
                Schedule measured = schedule;
                if (measures && measured != null && measured.isLast(items.head())) {
                    done.countDown();
                }
                items.tail();
            }
            again(cx);
            return Polled.PENDING;
        }
    }
}
