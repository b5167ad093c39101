package dev.enso.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Priority;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Scope;
import dev.enso.reactor.Scope.OnFailure;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Children that are spawned into one scope from everywhere, joined, and cancelled at some time or never. Who joins sees the
 * end of all that was spawned before; nobody outlives a parent; the accounts balance.
 */
public final class Scopes implements App {
    @Override
    public void start(World world) {
        Reactors group = world.start(Reactors.builder().count(2).name("sim"));
        Scope scope = Scope.on(group.get(0), OnFailure.FAIL_ALL);
        List<Task<?>> spawned = new ArrayList<>();
        List<Leaf> leaves = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            world.later(() -> spawn(world, scope, spawned, leaves));
            group.get(1).execute(() -> spawn(world, scope, spawned, leaves));
        }
        for (int i = 0; i < 3; i++) {
            world.later(() -> join(group, scope, spawned));
        }
        if (world.oracle().choose(2, "cancels") == 1) {
            world.later(scope::cancel);
        }
        world.atEnd(() -> {
            spawned.forEach(task -> assertTrue(task.isDone(), task::toString));
            for (Leaf leaf : leaves) {
                assertTrue(
                        leaf.polls == 0 || leaf.closes == 1,
                        () -> "a leaf was polled and is not closed: " + leaf.closes);
            }
            assertEquals(0, scope.account().live());
        });
    }

    private static void spawn(World world, Scope scope, List<Task<?>> spawned, List<Leaf> leaves) {
        try {
            spawned.add(scope.spawn(
                    TaskOptions.defaults().priority(Priority.BACKGROUND), Scope.run(OnFailure.FAIL_ALL, inner -> {
                        Leaf one = new Leaf(world.oracle().choose(4, "polls of a leaf"));
                        Leaf two = new Leaf(world.oracle().choose(4, "polls of a leaf"));
                        leaves.add(one);
                        leaves.add(two);
                        spawned.add(inner.spawn(one));
                        return two;
                    })));
        } catch (RejectedExecutionException cancelled) {
            // By the event that cancels the scope.
        }
    }

    private static void join(Reactors group, Scope scope, List<Task<?>> spawned) {
        List<Task<?>> before = List.copyOf(spawned);
        group.get(0)
                .spawn(
                        TaskOptions.named("join").priority(Priority.IRQ),
                        scope.join().then(nothing -> {
                            before.forEach(task -> assertTrue(task.isDone(), () -> "joined before the end of " + task));
                            return Future.of(true);
                        }));
    }

    /** Gives way so many times, then ends. */
    private static final class Leaf implements Future<Boolean> {
        private int left;
        private int polls;
        private int closes;

        Leaf(int left) {
            this.left = left;
        }

        @Override
        public Polled poll(Context cx) {
            assertEquals(0, closes, "polled after its end");
            polls++;
            if (left-- <= 0) {
                return Polled.READY;
            }
            cx.waker().wake();
            return Polled.PENDING;
        }

        @Override
        public Boolean head() {
            return true;
        }

        @Override
        public Stream<Boolean> tail() {
            return this;
        }

        @Override
        public void close() {
            closes++;
        }
    }
}
