package dev.enso.bench.compare;

import dev.enso.bench.EchoKind;
import java.util.List;

/** What an operation allocates in steady state. */
final class AllocationComparisons {
    private final Topic topic;

    private AllocationComparisons(Topic topic) {
        this.topic = topic;
    }

    static void addTo(List<Comparison> all) {
        new AllocationComparisons(new Topic("allocation", all)).allocation();
    }

    private void allocation() {
        allocated(
                "reschedule",
                "a task gives way and is run again",
                JmhTrial.alone("RescheduleBenchmark.ensoWeighted", "classes=8"));
        allocated("wake", "a task wakes another one", JmhTrial.alone("WakeBenchmark.insideEnso"));
        allocated("send", "a message to the other core", JmhTrial.sideBySide("OneWayBenchmark.enso"));
        allocated("ring", "a message through a ring", RingComparisons.ring("singles"));
        allocated(
                "channel",
                "a message through a channel",
                JmhTrial.sideBySide("ChannelBenchmark.spscEnso", "backend=VEC"));
        allocated(
                "arm-cancel",
                "a timer is armed and one cancelled",
                JmhTrial.alone("ArmCancelBenchmark.enso", "live=100000"));
        allocated("echo", "a message is echoed, in the server", ServerComparisons.echo(EchoKind.ENSO, 1));
    }

    private void allocated(String operation, String what, Trial trial) {
        topic.add("allocated-" + operation, what, Contender.enso(trial), null, Figure.ALLOCATED, "< 0.1 B/op");
    }
}
