package dev.enso.bench.compare;

import java.util.List;

/** Tasks that give way, and tasks that are spawned. */
final class TaskComparisons {
    private final Topic topic;

    private TaskComparisons(Topic topic) {
        this.topic = topic;
    }

    static void addTo(List<Comparison> all) {
        TaskComparisons tasks = new TaskComparisons(new Topic("tasks", all));
        tasks.tasks();
        tasks.idleTasks();
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
                    "reschedule-" + (discipline.equals("FAIR") ? "fair" : "deadline") + "-1000",
                    "a task gives way and is run again, 1000 are ready",
                    new Contender(
                            discipline.equals("FAIR") ? "Ensō, fair tree" : "Ensō, earliest deadline",
                            JmhTrial.alone("DisciplineBenchmark.enso", "ready=1000", "discipline=" + discipline)),
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

    private void idleTasks() {
        topic.add(
                "idle-tasks",
                "a task gives way and is run again, beside a million that wait",
                new Contender("beside a million", JmhTrial.alone("IdleTasksBenchmark.enso", "idle=1000000")),
                new Contender("alone", JmhTrial.alone("IdleTasksBenchmark.enso", "idle=0")),
                Figure.TIME,
                "≤ 1.15");
    }
}
