package dev.enso.bench.compare;

import java.util.List;
import java.util.Locale;

/** Tasks that give way, and tasks that are spawned. */
final class TaskComparisons {
    private static final List<String> DISCIPLINES = List.of("ROUND_ROBIN", "WEIGHTED", "FAIR", "EARLIEST_DEADLINE");

    private final Topic topic;

    private TaskComparisons(Topic topic) {
        this.topic = topic;
    }

    static void addTo(List<Comparison> all) {
        TaskComparisons tasks = new TaskComparisons(new Topic("tasks", all));
        tasks.tasks();
        tasks.idleTasks();
        tasks.observation();
        new TaskComparisons(new Topic("ready", all)).readyTasks();
    }

    private void tasks() {
        for (String classes : List.of("1", "8")) {
            String what = "a task gives way and is run again, " + classes
                    + (classes.equals("1") ? " class" : " classes") + " of task";
            Contender netty = Contender.netty(JmhTrial.alone("RescheduleBenchmark.netty", "classes=" + classes));
            topic.add(
                    "reschedule-round-robin-" + classes,
                    what,
                    new Contender(
                            "Ensō, round-robin",
                            JmhTrial.alone("RescheduleBenchmark.ensoRoundRobin", "classes=" + classes)),
                    netty,
                    Figure.TIME,
                    classes.equals("1") ? "≤ 0.4" : "≤ 0.65");
            topic.add(
                    "reschedule-weighted-" + classes,
                    what,
                    new Contender(
                            "Ensō, weighted", JmhTrial.alone("RescheduleBenchmark.ensoWeighted", "classes=" + classes)),
                    netty,
                    Figure.TIME,
                    classes.equals("1") ? "≤ 0.7" : "≤ 0.9");
        }
        for (String discipline : List.of("FAIR", "EARLIEST_DEADLINE")) {
            topic.add(
                    "reschedule-" + name(discipline) + "-1000",
                    "a task gives way and is run again, 1000 are ready",
                    new Contender("Ensō, " + spoken(discipline), works(discipline, 1_000)),
                    Contender.netty(JmhTrial.alone("DisciplineBenchmark.netty", "ready=1000")),
                    Figure.TIME,
                    "≤ 1.5");
        }
        topic.add(
                "spawn-inside",
                "a task on the same thread is spawned and run",
                Contender.enso(JmhTrial.alone("SpawnBenchmark.insideEnso")),
                Contender.netty(JmhTrial.alone("SpawnBenchmark.insideNetty")),
                Figure.TIME,
                "≤ 1");
        topic.add(
                "spawn-again",
                "a task on the same thread that has run before is run again",
                Contender.enso(JmhTrial.alone("SpawnBenchmark.againEnso")),
                Contender.netty(JmhTrial.alone("SpawnBenchmark.againNetty")),
                Figure.TIME,
                "≤ 0.8");
        topic.add(
                "spawn-outside",
                "another thread spawns a task, and it is run",
                Contender.enso(JmhTrial.sideBySide("SpawnBenchmark.outsideEnso")),
                Contender.netty(JmhTrial.sideBySide("SpawnBenchmark.outsideNetty")),
                Figure.TIME,
                "≤ 1");
    }

    /** What is noted of tasks beside running them, and can be left out. */
    private void observation() {
        for (String discipline : DISCIPLINES) {
            topic.add(
                    "observation-" + name(discipline),
                    "a task gives way and is run again, 10 are ready, sampled and watched or not",
                    new Contender("sampled and watched", works(discipline, 10)),
                    new Contender("neither", works(discipline, 10, "NONE")),
                    Figure.TIME,
                    "≤ 1.03");
        }
    }

    /** How a discipline's cost grows: each number is a point of its curve. */
    private void readyTasks() {
        for (int ready : new int[] {10, 1_000, 100_000, 1_000_000}) {
            for (String discipline : DISCIPLINES) {
                topic.add(
                        "ready-" + name(discipline) + "-" + ready,
                        "a task gives way and is run again, " + ready + " are ready",
                        new Contender("Ensō, " + spoken(discipline), works(discipline, ready)),
                        Contender.netty(JmhTrial.alone("DisciplineBenchmark.netty", "ready=" + ready)),
                        Figure.TIME,
                        "≤ 1.5");
            }
        }
    }

    private static Trial works(String discipline, int ready) {
        return works(discipline, ready, "ALL");
    }

    private static Trial works(String discipline, int ready, String observed) {
        return JmhTrial.alone(
                "DisciplineBenchmark.enso", "ready=" + ready, "discipline=" + discipline, "observed=" + observed);
    }

    private static String name(String discipline) {
        return switch (discipline) {
            case "ROUND_ROBIN" -> "round-robin";
            case "EARLIEST_DEADLINE" -> "deadline";
            default -> discipline.toLowerCase(Locale.ROOT);
        };
    }

    private static String spoken(String discipline) {
        return switch (discipline) {
            case "FAIR" -> "fair tree";
            case "EARLIEST_DEADLINE" -> "earliest deadline";
            default -> name(discipline);
        };
    }

    private void idleTasks() {
        topic.add(
                "idle-tasks",
                "a task gives way and is run again, beside a million that wait",
                new Contender("beside a million", JmhTrial.alone("IdleTasksBenchmark.enso", "idle=1000000")),
                new Contender("alone", JmhTrial.alone("IdleTasksBenchmark.enso", "idle=0")),
                Figure.TIME,
                "≤ 1.15");
        topic.add(
                "idle-tasks-memory",
                "a task that waits, of a million: its object, its future, its places in tables",
                Contender.enso(JmhTrial.alone("IdleTasksBenchmark.enso", "idle=1000000")),
                null,
                Figure.BYTES,
                "≤ 96 B");
    }
}
