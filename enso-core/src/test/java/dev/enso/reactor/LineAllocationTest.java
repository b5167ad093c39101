package dev.enso.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.enso.core.Polled;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** Asking by a line, and objects that come and go, make no garbage. */
class LineAllocationTest {
    private static final int WARM_UP = 10_000;
    private static final int ROUNDS = 20_000;
    private static final long ALLOWANCE = ROUNDS / 2;
    private static final Verb<int[], int[]> COUNT = Verb.of("count", "counts");

    private final ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Rig rig = Rig.of(2);

    private void assertFree(Runnable round) {
        for (int i = 0; i < WARM_UP; i++) {
            round.run();
        }
        long before = thread.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < ROUNDS; i++) {
            round.run();
        }
        long bytes = thread.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < ALLOWANCE, bytes + " bytes in " + ROUNDS + " rounds");
        rig.heard.assertNothing();
    }

    private Probe asking(Line<int[], int[]> line, int[] count) {
        return new Probe((self, cx) -> {
            while (true) {
                Polled polled = line.poll(cx);
                if (polled == Polled.PENDING) {
                    return polled;
                }
                if (polled == Polled.READY) {
                    line.tail();
                }
                line.ask(count);
            }
        });
    }

    @Test
    void askingByALine_allocatesNothing() {
        int[] count = new int[1];
        rig.group.interCore().serve(COUNT, (at, cell) -> {
            cell[0]++;
            return cell;
        });
        rig.reactor(0).spawn(asking(rig.group.interCore().at(1).line(COUNT), count));
        assertFree(() -> {
            rig.reactor(0).turn();
            rig.reactor(1).turn();
        });
        assertTrue(count[0] >= ROUNDS, count[0] + " answers");
    }

    @Test
    void sync_allocatesNothing() {
        int[] synced = new int[1];
        Line<Void, Void> line = rig.group.interCore().at(1).line(CoreVerbs.SYNC);
        rig.reactor(0).spawn(new Probe((self, cx) -> {
            while (true) {
                Polled polled = line.poll(cx);
                if (polled == Polled.PENDING) {
                    return polled;
                }
                if (polled == Polled.READY) {
                    synced[0]++;
                    line.tail();
                }
                line.ask(null);
            }
        }));
        assertFree(() -> {
            rig.reactor(0).turn();
            rig.reactor(1).turn();
        });
        assertTrue(synced[0] >= ROUNDS / 2, synced[0] + " syncs");
    }

    @Test
    void objectsThatComeAndGo_allocateNothing() {
        Kind<int[]> kind = Kind.of("CELL", Kind.Source.MQ);
        int[] cell = {1};
        rig.reactor(0).takeOwnership();
        ObjectTable table = rig.reactor(0).core().objects();
        assertFree(() -> {
            long id = table.add(kind, "cell", cell);
            table.get(id, kind, Rights.RW)[0]++;
            table.remove(id);
        });
        rig.reactor(0).giveUpOwnership();
        assertEquals(1 + WARM_UP + ROUNDS, cell[0]);
    }
}
