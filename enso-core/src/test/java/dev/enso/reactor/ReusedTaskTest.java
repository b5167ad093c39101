package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.enso.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A task that is used again and again: {@link Future#onEachWake}. */
@Timeout(60)
class ReusedTaskTest {
    private static final TaskOptions OPTIONS = TaskOptions.named("again").service();

    private final int[] runs = new int[1];

    @Test
    void runsWhenSpawned_andOnceForEachWakeAfterIt() throws Exception {
        Rig rig = Rig.one();
        Task<Void> task = rig.reactor().spawn(OPTIONS, Future.onEachWake(() -> runs[0]++));
        rig.settle();
        assertEquals(1, runs[0]);
        for (int i = 2; i < 100; i++) {
            task.wake();
            rig.settle();
            assertEquals(i, runs[0]);
        }
        task.cancel();
        rig.settle();
        assertTrue(task.isDone());
        task.wake();
        rig.settle();
        assertEquals(99, runs[0]);
        assertThrows(CancellationException.class, () -> task.get(Duration.ZERO));
    }

    @Test
    void wakesBeforeItHasRun_makeOneRun() throws Exception {
        Rig rig = Rig.one();
        Task<Void> task = rig.reactor().spawn(OPTIONS, Future.onEachWake(() -> runs[0]++));
        rig.settle();
        Thread other = new Thread(task::wake);
        other.start();
        other.join();
        rig.within(0, core -> {
            task.wake();
            task.wake();
        });
        rig.settle();
        assertEquals(2, runs[0]);
    }

    @Test
    void whatItsCommandThrows_endsIt() {
        Rig rig = Rig.one();
        IllegalStateException why = new IllegalStateException("enough");
        Task<Void> task = rig.reactor().spawn(OPTIONS, Future.onEachWake(() -> {
            throw why;
        }));
        rig.settle();
        assertEquals(
                why,
                assertThrows(ExecutionException.class, () -> task.get(Duration.ZERO))
                        .getCause());
        assertEquals(1, rig.heard.count());
    }

    @Test
    void isNotTakenForATaskThatNobodyCanWake() {
        List<Stall> stalls = new ArrayList<>();
        Rig rig = Rig.of(1, builder -> builder.stalls(stalls::add));
        Task<Void> task = rig.reactor().spawn(OPTIONS, Future.onEachWake(() -> runs[0]++));
        for (int i = 0; i < 300; i++) {
            rig.clock.advance(100_000_000);
            rig.reactor().turn();
        }
        assertEquals(List.of(), stalls);
        assertFalse(task.isDone());
    }
}
