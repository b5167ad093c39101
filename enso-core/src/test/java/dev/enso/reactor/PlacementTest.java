package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Polled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PlacementTest {
    private static final int WINDOW = 10_000_000;

    private static List<Reactor> all(Rig rig) {
        List<Reactor> all = new ArrayList<>();
        rig.group.forEach(all::add);
        return all;
    }

    private static List<Integer> select(Placement placement, int times) {
        List<Integer> chosen = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            chosen.add(placement.select(i).index());
        }
        return chosen;
    }

    @Test
    void inTurn_takesOneAfterTheOther() {
        assertEquals(List.of(0, 1, 2, 0, 1), select(Placement.inTurn(all(Rig.of(3))), 5));
    }

    @Test
    void on_takesThatOne() {
        Rig rig = Rig.of(2);
        assertEquals(List.of(1, 1, 1), select(Placement.on(rig.reactor(1)), 3));
    }

    @Test
    void nobody_isRefused() {
        assertThrows(IllegalArgumentException.class, () -> Placement.inTurn(List.of()));
        assertThrows(IllegalArgumentException.class, () -> Placement.byKey(List.of()));
        assertThrows(IllegalArgumentException.class, () -> Placement.byLoad(List.of()));
    }

    @Test
    void byKey_isStableAndSpreadsEvenly() {
        Placement placement = Placement.byKey(all(Rig.of(7)));
        int[] counts = new int[7];
        for (long key = 0; key < 70_000; key++) {
            int first = placement.select(key).index();
            assertEquals(first, placement.select(key).index());
            counts[first]++;
        }
        assertTrue(Arrays.stream(counts).allMatch(count -> count > 9_500 && count < 10_500), Arrays.toString(counts));
        // The same in every process and every version: keys may be kept where they were placed.
        assertEquals(List.of(0, 0, 5, 0, 5, 6, 4, 4), select(placement, 8));
    }

    @Test
    void byKey_movesOnlyWhatTheNewReactorGets() {
        Placement before = Placement.byKey(all(Rig.of(7)));
        Placement after = Placement.byKey(all(Rig.of(8)));
        int moved = 0;
        for (long key = 0; key < 80_000; key++) {
            int was = before.select(key).index();
            int is = after.select(key).index();
            assertTrue(is == was || is == 7, "a key moved between reactors that were there before");
            moved += is == was ? 0 : 1;
        }
        assertTrue(moved > 9_000 && moved < 11_000, "moved: " + moved);
    }

    @Test
    void byLoad_ofReactorsWithNothingToDoIsInTurn() {
        Rig rig = Rig.of(3);
        Placement placement = Placement.byLoad(all(rig));
        assertEquals(List.of(0, 1, 2, 0, 1, 2), select(placement, 6));
        rig.clock.advance(5 * WINDOW);
        assertEquals(List.of(0, 1, 2), select(placement, 3));
    }

    /** The slides' numbers: what the ready tasks ask for of a round. */
    @Test
    void byLoad_passesOverWhoseReadyTasksAskForMuch() {
        Rig rig = Rig.of(3, builder -> builder.placement(Placement::byLoad));
        for (int i = 0; i < 1000; i++) {
            rig.reactor(1).spawn(new Probe((self, cx) -> {
                cx.waker().wake();
                return Polled.PENDING;
            }));
        }
        rig.reactor(1).turn();
        assertTrue(rig.reactor(1).metrics().capacity()
                > Load.SLOTS * rig.reactor(1).metrics().time());
        assertEquals(List.of(0, 2, 0, 2, 0), select(Placement.byLoad(all(rig)), 5));
        assertEquals(
                Set.of(rig.reactor(0), rig.reactor(2)),
                Set.copyOf(List.of(
                        rig.group.spawn(Probe.of("x")).reactor(),
                        rig.group.spawn(Probe.of("y")).reactor())));
    }

    @Test
    void byLoad_passesOverWhoseTimeIsUsedUpAndComesBack() {
        Rig rig = Rig.of(2);
        Placement placement = Placement.byLoad(all(rig));
        Task<?> busy = rig.reactor(0).spawn(new Probe((self, cx) -> {
            rig.clock.advance(1_000_000);
            cx.waker().wake();
            return Polled.PENDING;
        }));
        for (int i = 0; i < 10; i++) {
            placement.select(0);
            for (int turn = 0; turn < 12; turn++) {
                rig.reactor(0).turn();
                rig.reactor(1).turn();
            }
        }
        placement.select(0);
        assertEquals(List.of(1, 1, 1, 1), select(placement, 4));
        busy.cancel();
        for (int i = 0; i < 10; i++) {
            rig.clock.advance(2 * WINDOW);
            rig.settle();
            placement.select(0);
        }
        assertEquals(Set.of(0, 1), Set.copyOf(select(placement, 4)));
    }

    @Test
    void byLoad_passesOverWhoTakesNoMoreWork() {
        Rig rig = Rig.of(2);
        Placement placement = Placement.byLoad(all(rig));
        rig.reactor(0).beginDraining();
        assertEquals(List.of(1, 1, 1), select(placement, 3));
    }

    // Roles

    @Test
    void roles_describeANode() {
        Roles roles = Roles.none().net(2).tasks(3).timers(1);
        assertEquals(6, roles.count());
        assertEquals(List.of(0, 1), roles.with(Role.NET));
        assertEquals(List.of(2, 3, 4), roles.with(Role.TASK));
        assertEquals(List.of(5), roles.with(Role.TIMERS));
        assertEquals(5, roles.timersOf(0));
        assertEquals(5, roles.timersOf(5));
        assertEquals("Roles{net=2, task=3, timers=1}", roles.toString());
    }

    @Test
    void roles_areSymmetricByDefault() {
        Rig rig = Rig.of(3);
        assertEquals(all(rig), rig.group.with(Role.NET));
        assertEquals(all(rig), rig.group.with(Role.TASK));
        assertEquals(2, rig.group.roles().timersOf(2));
    }

    @Test
    void timers_areSharedByThoseWhoKeepThem() {
        Roles roles = Roles.none().tasks(4).timers(2);
        assertEquals(
                List.of(4, 5, 4, 5),
                List.of(0, 1, 2, 3).stream().map(roles::timersOf).toList());
        Roles without = Roles.none().tasks(2).net(1);
        assertEquals(1, without.timersOf(1), "where nobody is there for timers, each keeps its own");
    }

    @Test
    void properties_describeANode() {
        Properties properties = new Properties();
        properties.setProperty("enso.net", "1");
        properties.setProperty("enso.tasks", " 2 ");
        assertEquals("Roles{net=1, task=2}", Roles.from(properties).toString());
        properties.setProperty("enso.timers", "many");
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> Roles.from(properties));
        assertTrue(refused.getMessage().contains("enso.timers is a count"), refused.getMessage());
        refused = assertThrows(IllegalArgumentException.class, () -> Roles.from(new Properties()));
        assertTrue(refused.getMessage().contains("enso.reactors"), refused.getMessage());
    }

    @Test
    void spawns_goToThoseWhoAreThereForTasks() {
        Rig rig = Rig.of(1, builder -> builder.roles(Roles.none().net(1).tasks(1)));
        assertSame(rig.reactor(1), rig.group.spawn(Probe.of("x")).reactor());
        rig.within(
                0,
                at -> assertSame(rig.reactor(1), rig.group.spawn(Probe.of("x")).reactor()));
        Rig none = Rig.of(1, builder -> builder.roles(Roles.none().net(1)));
        IllegalStateException refused =
                assertThrows(IllegalStateException.class, () -> none.group.spawn(Probe.of("x")));
        assertTrue(refused.getMessage().contains("TASK"), refused.getMessage());
    }

    @Test
    void placementOfTheGroup_isTheBuilders() {
        Rig rig = Rig.of(4, builder -> builder.placement(Placement::byKey));
        int expected = JumpHash.bucket("ledger".hashCode(), 4);
        assertEquals(
                expected, rig.group.spawn("ledger", Probe.of("x")).reactor().index());
    }

    // Rebalancing

    @Test
    void rebalancing_waitsUntilLoadHasStayedUnevenAndGivesOneAwayAtATime() {
        Rig rig = Rig.of(2);
        Rebalancing balance = Rebalancing.among(all(rig));
        assertEquals(Optional.empty(), balance.better(rig.reactor(0)));
        rig.reactor(0).spawn(new Probe((self, cx) -> {
            rig.clock.advance(1_000_000);
            cx.waker().wake();
            return Polled.PENDING;
        }));
        int moves = 0;
        int first = 0;
        for (int window = 1; window <= 40; window++) {
            for (int turn = 0; turn < 12; turn++) {
                rig.reactor(0).turn();
                rig.reactor(1).turn();
            }
            assertEquals(Optional.empty(), balance.better(rig.reactor(1)));
            Optional<Reactor> better = balance.better(rig.reactor(0));
            if (better.isPresent()) {
                assertSame(rig.reactor(1), better.get());
                assertEquals(Optional.empty(), balance.better(rig.reactor(0)), "one at a time");
                first = first == 0 ? window : first;
                moves++;
            }
        }
        assertTrue(first >= 5, "load had not stayed uneven: " + first);
        assertTrue(moves >= 3 && moves <= 8, "moves: " + moves);
    }

    /** What makes all the load of its reactor would make it elsewhere too: it does not go to and fro. */
    @Test
    void rebalancing_leavesWhatMakesAllTheLoadWhereItIs() {
        Rig rig = Rig.of(2);
        Rebalancing balance = Rebalancing.among(all(rig));
        Stay[] stay = new Stay[1];
        List<Optional<Reactor>> answers = new ArrayList<>();
        rig.within(0, at -> stay[0] = balance.arrive(at));
        rig.reactor(0).spawn(new Probe((self, cx) -> {
            rig.clock.advance(1_000_000);
            stay[0].worked();
            answers.add(stay[0].better());
            cx.waker().wake();
            return Polled.PENDING;
        }));
        for (int turn = 0; turn < 1_000; turn++) {
            rig.reactor(0).turn();
            rig.reactor(1).turn();
        }
        assertTrue(answers.size() >= 1_000);
        assertTrue(answers.stream().allMatch(Optional::isEmpty));
        assertEquals(0, balance.advised());
    }

    /** Of two that are equal one goes, once. */
    @Test
    void rebalancing_movesHalfOfTheLoadAndThenRests() {
        Rig rig = Rig.of(2);
        Rebalancing balance = Rebalancing.among(all(rig));
        int[] home = {0, 0};
        Stay[] stays = new Stay[2];
        int[] moves = new int[1];
        rig.within(0, at -> {
            stays[0] = balance.arrive(at);
            stays[1] = balance.arrive(at);
        });
        rig.reactor(0).spawn(thing(rig, balance, home, stays, 0, moves));
        rig.reactor(0).spawn(thing(rig, balance, home, stays, 1, moves));
        for (int turn = 0; turn < 3_000; turn++) {
            rig.reactor(0).turn();
            rig.reactor(1).turn();
        }
        assertEquals(1, moves[0]);
        assertEquals(1, home[0] + home[1]);
    }

    private static Probe thing(Rig rig, Rebalancing balance, int[] home, Stay[] stays, int which, int[] moves) {
        return new Probe((self, cx) -> {
            rig.clock.advance(100_000);
            stays[which].worked();
            Optional<Reactor> better = stays[which].better();
            if (better.isPresent()) {
                moves[0]++;
                home[which] = better.get().index();
                better.get().spawn(new Probe((arrival, there) -> {
                    stays[which] = balance.arrive(there.service(CoreContext.class));
                    better.get().spawn(thing(rig, balance, home, stays, which, moves));
                    return Polled.READY;
                }));
                return Polled.READY;
            }
            cx.waker().wake();
            return Polled.PENDING;
        });
    }

    @Test
    void rebalancing_emptiesAReactorThatStops() {
        Rig rig = Rig.of(3);
        Rebalancing balance = Rebalancing.among(all(rig)).patience(Duration.ofSeconds(1));
        assertEquals(Optional.empty(), balance.better(rig.reactor(1)));
        rig.reactor(1).spawn(new Probe((self, cx) -> Polled.PENDING));
        rig.reactor(1).turn();
        rig.group.interCore().stop(1, Duration.ofDays(1));
        rig.clock.advance(WINDOW);
        Set<Integer> targets = new HashSet<>();
        for (int i = 0; i < 10; i++) {
            targets.add(balance.better(rig.reactor(1), 1).orElseThrow().index());
        }
        assertEquals(Set.of(0, 2), targets);
        assertThrows(IllegalArgumentException.class, () -> balance.better(rig.reactor(0), 1.5));
        assertThrows(IllegalArgumentException.class, () -> balance.patience(Duration.ZERO));
    }

    @Test
    void rebalancing_leavesEvenLoadAndOtherReactorsAlone() {
        Rig rig = Rig.of(3);
        Rebalancing balance = Rebalancing.among(List.of(rig.reactor(0), rig.reactor(1)));
        for (int window = 0; window < 20; window++) {
            rig.clock.advance(WINDOW);
            rig.settle();
            for (Reactor reactor : rig.group) {
                assertEquals(Optional.empty(), balance.better(reactor));
            }
        }
    }
}
