package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import dev.enso.core.Polled;
import dev.enso.core.Stream;
import dev.enso.reactor.Scope.Account;
import dev.enso.reactor.Scope.OnFailure;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parents and children. */
@Timeout(60)
class ScopeTest {
    private final Rig rig = Rig.of(2);
    private final Reactor reactor = rig.reactor();

    private static Throwable failureOf(Task<?> task) {
        return task.outcome().failure();
    }

    /** A task whose first poll makes a scope and spawns these. */
    private Task<String> parent(
            OnFailure policy, AtomicReference<Scope> shown, List<Task<?>> tasks, Future<?>... children) {
        return reactor.spawn("parent", Scope.run(policy, scope -> {
            shown.set(scope);
            for (Future<?> child : children) {
                tasks.add(scope.spawn(child));
            }
            return Future.of("body");
        }));
    }

    private final AtomicReference<Scope> shown = new AtomicReference<>();
    private final List<Task<?>> tasks = new ArrayList<>();

    @Test
    void run_isReadyWithTheBodysValueOnceTheChildrenHaveEnded() {
        Probe child = Probe.pending();
        Task<String> parent = parent(OnFailure.FAIL_ALL, shown, tasks, Probe.of("quick"), child);
        rig.settle();
        assertFalse(parent.isDone());
        assertTrue(tasks.get(0).isDone());
        tasks.get(1).cancel();
        rig.settle();
        assertEquals("body", parent.outcome().value());
        assertEquals(1, child.closes);
        assertEquals(new Account(2, 1, 0, 1, 2), shown.get().account());
        rig.heard.assertNothing();
    }

    @Test
    void run_withoutChildrenIsItsBody() {
        Task<String> parent = parent(OnFailure.COLLECT, shown, tasks);
        rig.settle();
        assertEquals("body", parent.outcome().value());
    }

    @Test
    void run_cancelsServicesWhenBodyAndFiniteChildrenHaveEnded() {
        Probe service = Probe.pending();
        Task<String> parent = reactor.spawn(Scope.run(OnFailure.FAIL_ALL, scope -> {
            tasks.add(scope.spawn(TaskOptions.named("ticker").service(), service));
            return Future.of("body");
        }));
        rig.settle();
        assertEquals("body", parent.outcome().value());
        assertEquals(1, service.closes);
        assertInstanceOf(CancellationException.class, failureOf(tasks.get(0)));
        rig.heard.assertNothing();
    }

    @Test
    void service_thatEndsByItselfFailsItsScope() {
        Task<String> parent = reactor.spawn("parent", Scope.run(OnFailure.FAIL_ALL, scope -> {
            scope.spawn(TaskOptions.named("ticker").service(), Probe.of("over"));
            return Probe.pending();
        }));
        rig.settle();
        assertEquals("the service ticker ended by itself", failureOf(parent).getMessage());
        assertEquals(List.of("ticker", "parent"), rig.heard.whats());
    }

    @Test
    void failAll_cancelsTheSiblingsAndFailsTheParentAtOnce() {
        Probe sibling = Probe.pending();
        Probe body = Probe.pending();
        IOException failure = new IOException("on purpose");
        Task<String> parent = reactor.spawn("parent", Scope.run(OnFailure.FAIL_ALL, scope -> {
            tasks.add(scope.spawn("sibling", sibling));
            scope.spawn("failing", Probe.failing(failure));
            return body;
        }));
        rig.settle();
        assertSame(failure, failureOf(parent));
        assertEquals(1, sibling.closes);
        assertEquals(1, body.closes);
        assertInstanceOf(CancellationException.class, failureOf(tasks.get(0)));
        assertEquals(List.of("failing", "parent"), rig.heard.whats());
    }

    @Test
    void failAll_suppressesLaterFailuresInTheFirst() {
        Exception first = new Exception("first");
        Exception inClose = new IllegalStateException("in close");
        Future<String> badlyClosed = new Probe((self, cx) -> Polled.PENDING) {
            @Override
            public void close() {
                super.close();
                throw (IllegalStateException) inClose;
            }
        };
        Task<String> parent = parent(OnFailure.FAIL_ALL, shown, tasks, badlyClosed, Probe.failing(first));
        rig.settle();
        assertSame(first, failureOf(parent));
        assertEquals(0, shown.get().account().live());
        assertEquals(0, reactor.tasks.live());
        assertEquals(1, rig.heard.failures().stream().filter(f -> f == first).count() - 1, "told of child and parent");
    }

    @Test
    void collect_letsTheOthersEndAndFailsWithAllFailures() {
        Exception one = new Exception("one");
        Exception two = new Exception("two");
        Probe slow = Probe.pending();
        Task<String> parent = parent(OnFailure.COLLECT, shown, tasks, Probe.failing(one), slow, Probe.failing(two));
        rig.settle();
        assertFalse(parent.isDone());
        assertEquals(0, slow.closes);
        assertEquals(List.of(one, two), shown.get().failures());
        tasks.get(1).cancel();
        rig.settle();
        assertSame(one, failureOf(parent));
        assertEquals(List.of(two), List.of(one.getSuppressed()));
    }

    @Test
    void collect_survivesTheSameFailureTwice() {
        Exception same = new Exception("same");
        Task<String> parent = parent(OnFailure.COLLECT, shown, tasks, Probe.failing(same), Probe.failing(same));
        rig.settle();
        assertSame(same, failureOf(parent));
        assertEquals(2, shown.get().account().failed());
    }

    @Test
    void collect_doesNotFailWhileTheBodyMaySpawnMore() {
        Probe body = Probe.readyAt(2);
        Task<String> parent = reactor.spawn(Scope.run(OnFailure.COLLECT, scope -> {
            scope.spawn(Probe.failing(new Exception("early")));
            return body;
        }));
        rig.settle();
        assertTrue(parent.isDone(), "its end woke the body");
        assertEquals(2, body.polls);
        assertEquals("early", failureOf(parent).getMessage());
    }

    @Test
    void ignore_keepsNothingAndFailsNobody() {
        Task<String> parent = parent(OnFailure.IGNORE, shown, tasks, Probe.failing(new Exception("ignored")));
        rig.settle();
        assertEquals("body", parent.outcome().value());
        assertEquals(List.of(), shown.get().failures());
        assertNull(shown.get().failure());
        assertEquals(1, shown.get().account().failed());
        assertEquals(1, rig.heard.count(), "the handler hears of all failures");
    }

    @ParameterizedTest
    @EnumSource(OnFailure.class)
    void run_whoseBodyFailsCancelsTheChildren(OnFailure policy) {
        Probe child = Probe.pending();
        Exception failure = new Exception("body");
        Task<String> parent = reactor.spawn(Scope.run(policy, scope -> {
            scope.spawn(child);
            return Probe.failing(failure);
        }));
        rig.settle();
        assertSame(failure, failureOf(parent));
        assertEquals(1, child.closes);
        assertEquals(0, reactor.tasks.live());
    }

    @Test
    void run_whoseFunctionThrowsCancelsTheChildren() {
        Probe child = Probe.pending();
        Task<String> parent = reactor.spawn(Scope.run(OnFailure.FAIL_ALL, scope -> {
            scope.spawn(child);
            throw new IllegalArgumentException("no body");
        }));
        rig.settle();
        assertEquals("no body", failureOf(parent).getMessage());
        assertEquals(1, child.closes);
    }

    @Test
    void run_whoseBodyEndsWithoutAValueEndsWithoutAValue() {
        Task<Object> parent = reactor.spawn(
                "parent", Scope.run(OnFailure.FAIL_ALL, scope -> Stream.empty().first()));
        rig.settle();
        assertTrue(failureOf(parent).getMessage().contains("ended without a value"));
    }

    /** Children have ended when their parent's outcome is seen. */
    @Test
    void cancel_ofAParentClosesTheSubtreeBeforeTheParentsEnd() {
        List<String> order = new ArrayList<>();
        Task<String> parent = reactor.spawn("root", Scope.run(OnFailure.FAIL_ALL, root -> {
            root.spawn("branch", Scope.run(OnFailure.FAIL_ALL, branch -> {
                branch.spawn("leaf", closing(order, "leaf"));
                return closing(order, "branch");
            }));
            return closing(order, "root");
        }));
        rig.settle();
        parent.toStage().whenComplete((value, failure) -> order.add("parent"));
        parent.cancel();
        reactor.turn();
        assertEquals(List.of("leaf", "branch", "root", "parent"), order);
        rig.settle();
        assertEquals(0, reactor.tasks.live());
        rig.heard.assertNothing();
    }

    private static Probe closing(List<String> order, String name) {
        return new Probe((self, cx) -> Polled.PENDING) {
            @Override
            public void close() {
                super.close();
                order.add(name);
            }
        };
    }

    @Test
    void account_countsTheWholeSubtree() {
        AtomicReference<Scope> inner = new AtomicReference<>();
        Task<String> parent = reactor.spawn(Scope.run(OnFailure.IGNORE, root -> {
            shown.set(root);
            root.spawn(Scope.run(OnFailure.IGNORE, branch -> {
                inner.set(branch);
                branch.spawn(Probe.of("leaf"));
                branch.spawn(Probe.failing(new Exception("leaf")));
                branch.spawn(Probe.pending());
                return Probe.pending();
            }));
            return Probe.pending();
        }));
        rig.settle();
        assertEquals(3, inner.get().account().spawned());
        assertEquals(1, inner.get().account().live());
        assertEquals(4, shown.get().account().spawned());
        assertEquals(2, shown.get().account().live());
        assertTrue(shown.get().account().polls() > inner.get().account().polls());
        parent.cancel();
        rig.settle();
        assertEquals(0, shown.get().account().live());
        assertEquals(2, shown.get().account().cancelled());
    }

    @Test
    void open_endsWithItsTaskAtTheLatest() {
        Probe child = Probe.pending();
        Task<String> forgetful = reactor.spawn(new Probe((self, cx) -> {
            Scope.open(cx, OnFailure.FAIL_ALL).spawn(child);
            return Polled.READY;
        }));
        rig.settle();
        assertTrue(forgetful.isDone());
        assertEquals(1, child.closes);
        assertEquals(0, reactor.tasks.live());
    }

    @Test
    void open_inTryWithResourcesCancelsAtTheEndOfTheBlock() {
        Probe child = Probe.pending();
        reactor.spawn(new Probe((self, cx) -> {
            try (Scope scope = Scope.open(cx, OnFailure.FAIL_ALL)) {
                scope.spawn(child);
                assertEquals(1, scope.account().live());
            }
            assertEquals(1, child.closes);
            assertEquals(0, child.polls);
            cx.waker(); // still lent
            return Polled.READY;
        }));
        rig.settle();
        rig.heard.assertNothing();
    }

    @Test
    void open_outsideATaskIsRefused() {
        var failure = assertThrows(
                IllegalArgumentException.class, () -> Scope.open(new dev.enso.core.TestContext(), OnFailure.IGNORE));
        assertTrue(failure.getMessage().contains("only a task of a reactor"), failure.getMessage());
    }

    @Test
    void child_thatCancelsItsOwnScopeIsClosedAfterItsPoll() {
        Probe sibling = Probe.pending();
        Probe self = new Probe((probe, cx) -> {
            shown.get().cancel();
            assertEquals(0, probe.closes);
            assertEquals(1, sibling.closes);
            return Polled.PENDING;
        });
        Task<String> parent = parent(OnFailure.FAIL_ALL, shown, tasks, sibling, self);
        rig.settle();
        assertEquals(1, self.closes);
        assertEquals("body", parent.outcome().value(), "a scope that is cancelled has not failed");
        rig.heard.assertNothing();
    }

    @Test
    void spawn_intoACancelledScopeIsRefusedAndTheFutureLeftAlone() {
        Scope scope = Scope.on(reactor, OnFailure.FAIL_ALL);
        scope.cancel();
        Probe late = Probe.of("late");
        var refusal = assertThrows(RejectedExecutionException.class, () -> scope.spawn(late));
        assertTrue(refusal.getMessage().contains("takes no more children"), refusal.getMessage());
        assertEquals(0, late.closes);
    }

    @Test
    void spawn_fromOutsideThatMeetsACancellationIsCancelled() {
        Scope scope = Scope.on(reactor, OnFailure.FAIL_ALL);
        Probe late = Probe.of("late");
        Task<String> task = scope.spawn(late);
        rig.within(1, at -> scope.cancel());
        rig.settle();
        assertEquals(0, late.polls);
        assertEquals(1, late.closes);
        assertInstanceOf(CancellationException.class, failureOf(task));
        assertEquals(0, scope.account().live());
        rig.heard.assertNothing();
    }

    @Test
    void spawn_fromOutsideThatIsCancelledBeforeItsFirstPollCountsAsCancelled() {
        Scope scope = Scope.on(reactor, OnFailure.FAIL_ALL);
        Task<String> task = scope.spawn(Probe.of("never"));
        task.cancel();
        Task<Void> join = reactor.spawn(scope.join());
        rig.settle();
        assertTrue(join.isDone());
        assertEquals(new Account(1, 0, 0, 1, 0), scope.account());
    }

    @Test
    void join_waitsForChildrenThatAreStillOnTheirWay() {
        Scope scope = Scope.on(reactor, OnFailure.FAIL_ALL);
        Task<Void> join = reactor.spawn(TaskOptions.defaults().priority(Priority.IRQ), scope.join());
        Probe child = Probe.readyAt(2);
        Task<String> task = scope.spawn(TaskOptions.defaults().priority(Priority.BACKGROUND), child);
        rig.settle();
        assertFalse(join.isDone());
        task.wake();
        rig.settle();
        assertTrue(join.isDone());
        assertNull(failureOf(join));
    }

    @Test
    void join_onAnotherReactorIsRefusedByName() {
        Scope scope = Scope.on(reactor, OnFailure.FAIL_ALL);
        Task<Void> join = rig.reactor(1).spawn(scope.join());
        rig.settle();
        assertTrue(
                failureOf(join).getMessage().contains("belongs to rig-0"),
                failureOf(join).getMessage());
    }

    @Test
    void close_byTheThreadThatTurnsTheReactorsTurnsThemMeanwhile() {
        Probe child = Probe.pending();
        try (Scope scope = Scope.on(reactor, OnFailure.FAIL_ALL)) {
            scope.spawn(child);
        }
        assertEquals(1, child.closes);
        Scope again = Scope.on(reactor, OnFailure.FAIL_ALL);
        again.close();
        again.close();
        again.cancel();
    }

    @Test
    void close_whenTheReactorHasStoppedReturns() {
        Probe child = Probe.pending();
        Scope scope = Scope.on(reactor, OnFailure.FAIL_ALL);
        scope.spawn(child);
        rig.settle();
        rig.group.close(Duration.ZERO);
        assertEquals(1, child.closes);
        assertEquals(0, scope.account().live());
        scope.close();
    }

    @Test
    void threads_useAScopeInTryWithResources() throws Exception {
        try (Reactors group = Reactors.builder()
                .count(2)
                .affinity(Affinity.none())
                .failures(rig.heard)
                .start()) {
            Probe forever = Probe.pending();
            try (Scope scope = Scope.on(group.get(0), OnFailure.FAIL_ALL)) {
                Task<String> one = scope.spawn(Probe.of("one"));
                Task<String> two = scope.spawn("two", Probe.of("two"));
                scope.await(Waiting.LIMIT);
                assertEquals("one", one.get(Duration.ZERO));
                assertEquals("two", two.get(Duration.ZERO));
                scope.spawn(forever);
                assertThrows(TimeoutException.class, () -> scope.await(Duration.ofMillis(1)));
            }
            assertEquals(1, forever.closes);
            IOException failure = new IOException("on purpose");
            try (Scope scope = Scope.on(group.get(1), OnFailure.FAIL_ALL)) {
                scope.spawn(Probe.failing(failure));
                ExecutionException thrown = assertThrows(ExecutionException.class, () -> scope.await(Waiting.LIMIT));
                assertSame(failure, thrown.getCause());
            }
            Task<Throwable> refused = group.get(1)
                    .spawn(Future.call(() -> assertThrows(
                            IllegalStateException.class,
                            () -> Scope.on(group.get(0), OnFailure.IGNORE).await(Duration.ZERO))));
            assertTrue(refused.get(Waiting.LIMIT).getMessage().contains("would block"));
        }
        assertEquals(1, rig.heard.count());
    }

    @Test
    void children_ofManyScopesLeaveNoTraceInALongLivingTask() {
        Probe parent = new Probe((self, cx) -> {
            try (Scope scope = Scope.open(cx, OnFailure.FAIL_ALL)) {
                scope.spawn(Probe.of("short"));
            }
            if (self.polls < 10_000) {
                cx.waker().wake();
            }
            return Polled.PENDING;
        });
        Task<String> task = reactor.spawn(parent);
        rig.settle();
        int joiners = 0;
        for (Joiner joiner = task.newestJoiner(); joiner != null; joiner = joiner.older()) {
            joiners++;
        }
        assertEquals(10_000, parent.polls);
        assertTrue(joiners <= 64, joiners + " joiners");
    }
}
