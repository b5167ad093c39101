package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Polled;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DescribeTest {
    private static final class Shelf implements Poller, Inventory {
        @Override
        public String kept() {
            return "books";
        }

        @Override
        public long count() {
            return 12;
        }

        @Override
        public int poll(long now, int limit) {
            return 0;
        }

        @Override
        public long deadline() {
            return NEVER;
        }
    }

    private static Probe forever(boolean active) {
        return new Probe((self, cx) -> {
            if (active) {
                cx.waker().wake();
            } else {
                cx.waker();
            }
            return Polled.PENDING;
        });
    }

    @Test
    void picture_showsRolesTasksAndWhatIsKept() {
        Rig rig = Rig.of(
                1,
                builder -> builder.roles(Roles.none().net(1).more(1, java.util.Set.of(Role.TASK, Role.TIMERS)))
                        .poller(core -> new Shelf()));
        rig.reactor(1).spawn(TaskOptions.named("runs").service(), forever(true));
        for (int i = 0; i < 11; i++) {
            rig.reactor(1).spawn(TaskOptions.named("waits-" + i).service(), forever(false));
        }
        rig.reactor(0).turn();
        rig.reactor(1).turn();
        assertEquals("""
                2 reactors
                  rig-0  NET  workload 0, capacity 0 of 400
                    active 0
                    idle 0
                    cursors 0, books 12
                  rig-1  TIMERS+TASK  workload 1, capacity 6 of 400
                    active 1: runs
                    idle 11: waits-0, waits-1, waits-2, waits-3, waits-4, waits-5, waits-6, waits-7, and 3 more
                    cursors 0, books 12
                """, rig.group.describe());
    }

    @Test
    void describe_onAReactorIsRefused() {
        Rig rig = Rig.one();
        rig.within(0, at -> assertThrows(IllegalStateException.class, rig.group::describe));
    }

    @Test
    void describe_bySomebodyInsideIsAFuture() {
        Rig rig = Rig.of(2);
        Task<ReactorPicture> asked =
                rig.reactor(0).spawn(rig.group.interCore().at(1).describe());
        rig.settle();
        ReactorPicture picture =
                assertInstanceOf(ReactorPicture.class, asked.outcome().value());
        assertEquals("rig-1", picture.name());
        assertEquals(0, picture.active());
    }

    /** One reactor stands still; the picture says so and shows the other. */
    @Test
    void reactorThatDoesNotAnswer_isShownAsThat() {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        try (Reactors group = Reactors.builder()
                .count(2)
                .name("still")
                .affinity(Affinity.none())
                .stallAfter(Duration.ZERO)
                .start()) {
            group.get(0).spawn("blocker", new Probe((self, cx) -> {
                entered.countDown();
                Waiting.until("the picture", () -> leave.getCount() == 0);
                return Polled.READY;
            }));
            Waiting.until("the blocker", () -> entered.getCount() == 0);
            String picture = Describing.of(group, 50_000_000);
            leave.countDown();
            assertTrue(picture.contains("still-0  does not answer: it is in blocker"), picture);
            assertTrue(picture.contains("still-1  NET+TIMERS+TASK"), picture);
        }
    }

    @Test
    void afterTheClose_reactorsAreShownAsStopped() {
        Rig rig = Rig.of(2);
        rig.group.close(Duration.ZERO);
        assertEquals(
                List.of("2 reactors", "  rig-0  has stopped, or is closing", "  rig-1  has stopped, or is closing"),
                rig.group.describe().lines().toList());
    }
}
