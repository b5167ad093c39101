package dev.enso.simulation;

import dev.enso.reactor.SimulatedThread;
import java.util.ArrayList;
import java.util.List;

/** What has not come to its end: who waits for what. */
final class Unfinished {
    private Unfinished() {}

    /** The finite tasks that live on these threads' reactors. */
    static List<String> in(List<SimulatedThread> threads) {
        ArrayList<String> tasks = new ArrayList<>();
        for (SimulatedThread thread : threads) {
            tasks.addAll(thread.finiteTasks());
        }
        return tasks;
    }

    static String describe(List<SimulatedThread> threads) {
        StringBuilder text = new StringBuilder("nothing is ready and nothing due, and these have not ended:");
        for (String task : in(threads)) {
            text.append("\n  ").append(task);
        }
        for (SimulatedThread thread : threads) {
            text.append("\n  ").append(thread.describe());
        }
        return text.toString();
    }
}
