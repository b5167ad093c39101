package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Scope.OnFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/**
 * Random trees of tasks against what a tree promises: nobody outlives a parent, a failure goes where the policy sends it and
 * nowhere else, every future is closed once, and the accounts balance.
 */
class ScopeModelTest {
    private static final int SEEDS = Boolean.getBoolean("enso.long") ? 50_000 : 1_000;
    private static final int STEPS = 120;

    @Test
    void trees_keepTheirPromises() {
        int nodes = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            try {
                nodes += new Run(seed).run();
            } catch (Throwable failure) {
                throw new AssertionError("seed " + seed, failure);
            }
        }
        assertTrue(nodes > SEEDS * 10, nodes + " nodes");
    }

    private static final class Run {
        private final SplittableRandom random;
        private final Rig rig;
        private final List<Node> nodes = new ArrayList<>();

        Run(long seed) {
            random = new SplittableRandom(seed);
            rig = Rig.of(1, builder -> builder.scheduling(Rig.DISCIPLINES.get((int) (seed & 3))));
        }

        int run() {
            for (int i = 0; i < STEPS; i++) {
                step();
                if (random.nextInt(10) == 0) {
                    rig.settle();
                    check();
                }
            }
            rig.settle();
            check();
            for (Node node : List.copyOf(nodes)) {
                if (node.parent == null) {
                    node.cancel();
                }
            }
            rig.settle();
            check();
            assertEquals(0, rig.reactor().tasks.live());
            for (Node node : nodes) {
                assertTrue(node.task.isDone(), node::toString);
                assertEquals(node.scope == null ? 0 : 1, node.closes, node::toString);
            }
            return nodes.size();
        }

        private void step() {
            int what = random.nextInt(100);
            if (nodes.isEmpty() || what < 5) {
                Node root = new Node(null);
                root.task = rig.reactor().spawn("root", root.future());
                nodes.add(root);
                return;
            }
            Node node = nodes.get(random.nextInt(nodes.size()));
            if (what < 35) {
                // From outside, racing with whatever has been asked for and not been done.
                node.spawnChild();
            } else if (what < 70) {
                node.next = random.nextInt(6);
                node.task.wake();
            } else if (what < 78) {
                node.cancel();
            } else if (what < 82 && node.scope != null) {
                node.scopeCancelled = true;
                node.scope.cancel();
            } else {
                rig.reactor().turn();
            }
        }

        private void check() {
            for (Node node : nodes) {
                if (node.task.isDone()) {
                    for (Node child : node.children) {
                        assertTrue(child.task.isDone(), () -> child + " outlived " + node);
                    }
                }
                if (node.scope == null) {
                    continue;
                }
                boolean failed = node.children.stream().anyMatch(child -> child.thrown);
                boolean live = node.children.stream().anyMatch(child -> !child.task.isDone());
                if (failed && node.policy == OnFailure.FAIL_ALL) {
                    assertFalse(live, () -> "a sibling of a failed child lives below " + node);
                    assertTrue(node.task.isDone(), () -> "did not hear of its children: " + node);
                    assertNotNull(node.scope.failure());
                }
                if (node.policy == OnFailure.IGNORE && !node.thrown && node.task.isDone() && !node.cancelled()) {
                    assertEquals(null, node.task.outcome().failure(), node::toString);
                }
                if (node.policy == OnFailure.COLLECT && failed && node.task.isDone()) {
                    assertNotNull(node.task.outcome().failure(), node::toString);
                }
                Scope.Account account = node.scope.account();
                assertEquals(node.below(), account.spawned(), () -> "spawned below " + node);
                assertEquals(
                        node.liveBelow(),
                        account.live(),
                        () -> "live below " + node + ", and the account says " + account);
            }
        }

        private final class Node {
            final Node parent;
            final OnFailure policy = OnFailure.values()[random.nextInt(3)];
            final List<Node> children = new ArrayList<>();
            Task<String> task;
            Scope scope;
            int next = random.nextInt(6);
            int closes;
            boolean thrown;
            boolean asked;
            boolean scopeCancelled;

            Node(Node parent) {
                this.parent = parent;
            }

            void cancel() {
                asked |= !task.isDone();
                task.cancel();
            }

            boolean cancelled() {
                return asked
                        || (parent != null
                                && (parent.task.isDone() || parent.scopeCancelled || failedAmong(parent.children)));
            }

            private boolean failedAmong(List<Node> siblings) {
                return siblings.stream()
                        .anyMatch(node ->
                                node.task.isDone() && node.task.outcome().failure() != null);
            }

            long below() {
                return children.size()
                        + children.stream().mapToLong(Node::below).sum();
            }

            long liveBelow() {
                return children.stream()
                        .mapToLong(child -> (child.task.isDone() ? 0 : 1) + child.liveBelow())
                        .sum();
            }

            void spawnChild() {
                if (scope == null || nodes.size() > 300) {
                    return;
                }
                Node child = new Node(this);
                try {
                    child.task = scope.spawn(child.future());
                } catch (RejectedExecutionException closed) {
                    return;
                }
                children.add(child);
                nodes.add(child);
            }

            Future<String> future() {
                return Scope.run(policy, opened -> {
                    scope = opened;
                    return new Body();
                });
            }

            private final class Body implements Future<String> {
                private boolean ready;

                @Override
                public Polled poll(Context cx) throws Exception {
                    assertEquals(0, closes, () -> "polled after close: " + Node.this);
                    if (ready) {
                        return Polled.READY;
                    }
                    int what = next;
                    next = 5;
                    switch (what) {
                        case 0 -> {
                            ready = true;
                            return Polled.READY;
                        }
                        case 1 -> {
                            thrown = true;
                            throw new Exception("on purpose");
                        }
                        case 2 -> {
                            spawnChild();
                            spawnChild();
                        }
                        case 3 -> {
                            spawnChild();
                            if (!children.isEmpty()) {
                                children.get(random.nextInt(children.size())).cancel();
                            }
                        }
                        case 4 -> {
                            next = random.nextInt(6);
                            cx.waker().wake();
                        }
                        default -> {}
                    }
                    return Polled.PENDING;
                }

                @Override
                public String head() {
                    return "value";
                }

                @Override
                public Stream<String> tail() {
                    return this;
                }

                @Override
                public void close() {
                    closes++;
                    for (Node child : children) {
                        assertTrue(
                                child.task.isDone() || child.scope == null,
                                () -> child + " is not closed before " + task);
                    }
                }
            }

            @Override
            public String toString() {
                return task + " " + policy + (thrown ? ", thrown" : "") + (asked ? ", asked to end" : "") + ", scope "
                        + scope;
            }
        }
    }
}
