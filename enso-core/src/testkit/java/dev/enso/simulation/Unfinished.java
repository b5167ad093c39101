package dev.enso.simulation;

import dev.enso.reactor.SimulatedThread;
import java.util.List;

/** What has not come to its end: who waits for what. */
final class Unfinished {
    private Unfinished() {}

    /** True when no finite task is left. */
    static boolean none(List<SimulatedThread> threads) {
        for (SimulatedThread thread : threads) {
            if (thread.hasFiniteTasks()) {
                return false;
            }
        }
        return true;
    }

    static String describe(List<SimulatedThread> threads) {
        StringBuilder text = new StringBuilder("these have not ended:");
        for (SimulatedThread thread : threads) {
            for (String task : thread.finiteTasks()) {
                text.append("\n  ").append(task);
            }
        }
        for (SimulatedThread thread : threads) {
            text.append("\n  ").append(thread.describe());
        }
        return text.toString();
    }
}
