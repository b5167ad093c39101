package dev.enso.bench;

import dev.enso.bench.LoadBalancingBenchmark.Item;
import dev.enso.bench.LoadBalancingBenchmark.Schedule;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The same on Netty's loops, as one does it there: a message is a command that the loop of its core executes, and its outcome
 * a command for the first loop. Loops have no priorities; what is under way in the low lane is counted, since their queues
 * have no bound.
 */
final class NettyBalancer implements AutoCloseable {
    private final EventLoopGroup group = Peers.nettyLoop(LoadBalancingBenchmark.CORES);
    private final EventLoop[] loops = new EventLoop[LoadBalancingBenchmark.CORES];
    private final boolean floods;
    private volatile boolean running = true;

    // On the first loop.
    private @Nullable Schedule schedule;
    private CountDownLatch done = new CountDownLatch(0);
    private int lowUnderWay;
    private long lowSent;

    NettyBalancer(boolean floods) throws InterruptedException {
        this.floods = floods;
        CountDownLatch pinned = new CountDownLatch(loops.length);
        for (int core = 0; core < loops.length; core++) {
            EventLoop loop = group.next();
            loops[core] = loop;
            int cpu = core;
            loop.execute(() -> {
                Cpus.pin(cpu);
                pinned.countDown();
            });
        }
        pinned.await();
        loops[0].execute(new Source());
        loops[1].execute(new Spinning(loops[1]));
    }

    void run(Schedule messages) throws InterruptedException {
        CountDownLatch allBack = new CountDownLatch(1);
        loops[0].execute(() -> {
            done = allBack;
            schedule = messages;
            messages.begin();
        });
        allBack.await();
    }

    @Override
    public void close() {
        running = false;
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Keeps a loop from going to sleep. */
    private final class Spinning implements Runnable {
        private final EventLoop loop;

        Spinning(EventLoop loop) {
            this.loop = loop;
        }

        @Override
        public void run() {
            if (running) {
                loop.execute(this);
            }
        }
    }

    private final class Source implements Runnable {
        @Override
        public void run() {
            Schedule messages = schedule;
            long now = System.nanoTime();
            for (int i = 0; messages != null && i < LoadBalancingBenchmark.BATCH && messages.isDue(now); i++) {
                Command command = new Command(true);
                messages.send(command.item);
                command.leave();
            }
            for (int i = 0;
                    floods && i < LoadBalancingBenchmark.BATCH && lowUnderWay < LoadBalancingBenchmark.SLOTS;
                    i++) {
                Command command = new Command(false);
                command.item.set(0, lowSent++);
                lowUnderWay++;
                command.leave();
            }
            if (running) {
                loops[0].execute(this);
            }
        }
    }

    /** A message on its way there, and then on its way back. */
    private final class Command implements Runnable {
        private final Item item = new Item();
        private final boolean high;
        private boolean back;

        Command(boolean high) {
            this.high = high;
        }

        void leave() {
            loops[item.core()].execute(this);
        }

        @Override
        public void run() {
            if (!back) {
                item.work();
                back = true;
                loops[0].execute(this);
            } else if (high) {
                Schedule measured = schedule;
                if (measured != null && measured.isLast(item)) {
                    done.countDown();
                }
            } else {
                lowUnderWay--;
            }
        }
    }
}
