package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.enso.channel.Sent;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Bus;
import dev.enso.reactor.Reactors;

/** Every reactor sends numbers to the next one, through lanes that are often full: all arrive, in order. */
public final class Messages implements App {
    private static final int CAPACITY = 2;

    @Override
    public void start(World world) {
        Reactors group = world.start(Reactors.builder().count(2).name("sim").laneCapacity(CAPACITY));
        for (int i = 0; i < group.size(); i++) {
            int target = (i + 1) % group.size();
            int count = world.oracle().choose(8, "numbers to send");
            int[] next = new int[1];
            group.get(i).spawn("sender-" + i, new Numbers(group.get(i).core().bus(), target, count, next));
            world.atEnd(() -> assertEquals(count, next[0], "numbers that have arrived"));
        }
    }

    private static final class Numbers implements Future<Integer> {
        private final Bus bus;
        private final int target;
        private final int count;
        private final int[] next;
        private int sent;
        private boolean over;

        Numbers(Bus bus, int target, int count, int[] next) {
            this.bus = bus;
            this.target = target;
            this.count = count;
            this.next = next;
        }

        @Override
        public Polled poll(Context cx) {
            while (sent < count) {
                int number = sent;
                if (bus.send(target, at -> assertEquals(next[0]++, number)) == Sent.FULL) {
                    return bus.poll(target, cx);
                }
                sent++;
            }
            return over ? Polled.ENDED : Polled.READY;
        }

        @Override
        public Integer head() {
            return sent;
        }

        @Override
        public Stream<Integer> tail() {
            over = true;
            return this;
        }

        @Override
        public void close() {
            over = true;
        }

        @Override
        public String toString() {
            return "Numbers[" + sent + " of " + count + " sent to " + target + "]";
        }
    }
}
