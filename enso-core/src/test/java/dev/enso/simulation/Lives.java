package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.core.Waker;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tasks that wake themselves and each other, also in their last poll, and are joined: each is polled when woken and ends. */
public final class Lives implements App {
    @Override
    public void start(World world) {
        Reactors group = world.reactors();
        int count = 1 + world.oracle().choose(6, "tasks");
        List<Life> lives = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Life life = new Life(lives, 1 + world.oracle().choose(4, "polls"), i);
            lives.add(life);
            Task<Integer> task = group.get(i % group.size()).spawn("life-" + i, life);
            Task<Integer> joiner = group.get((i + 1) % group.size()).spawn("joiner-" + i, task.join());
            int number = i;
            world.atEnd(() -> assertEquals(number, joiner.get(Duration.ZERO)));
        }
    }

    private static final class Life implements Future<Integer> {
        private final List<Life> all;
        private final int polls;
        private final int number;
        private int polled;
        private boolean closed;
        private @Nullable Waker waker;

        Life(List<Life> all, int polls, int number) {
            this.all = all;
            this.polls = polls;
            this.number = number;
        }

        @Override
        public Polled poll(Context cx) {
            assertFalse(closed, "polled after its end");
            waker = cx.waker();
            polled++;
            waker.wake();
            Waker neighbour = all.get((number + 1) % all.size()).waker;
            if (neighbour != null) {
                neighbour.wake();
            }
            return polled < polls ? Polled.PENDING : Polled.READY;
        }

        @Override
        public Integer head() {
            return number;
        }

        @Override
        public Stream<Integer> tail() {
            return this;
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String toString() {
            return "Life[" + polled + " of " + polls + " polls]";
        }
    }
}
