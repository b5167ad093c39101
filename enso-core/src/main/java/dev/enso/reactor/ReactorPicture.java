package dev.enso.reactor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A reactor at one moment, as a node's description shows it.
 *
 * @param name its name
 * @param roles what it is there for
 * @param active tasks that are ready to be polled
 * @param idle tasks that wait
 * @param activeTasks the names of some of the active ones
 * @param idleTasks the names of some of those that wait
 * @param kept what it keeps and how many of it: cursors, timers, connections
 * @param load what the ready tasks ask for
 */
public record ReactorPicture(
        String name,
        Set<Role> roles,
        int active,
        int idle,
        List<String> activeTasks,
        List<String> idleTasks,
        Map<String, Long> kept,
        Load load) {
    /** Names in each list, and slots that are looked at to find them: to describe a reactor must not keep it from its work. */
    private static final int NAMES = 8;

    private static final int SLOTS = 4096;

    /** Copies what it is given. */
    public ReactorPicture {
        roles = Set.copyOf(roles);
        activeTasks = List.copyOf(activeTasks);
        idleTasks = List.copyOf(idleTasks);
        kept = Collections.unmodifiableMap(new LinkedHashMap<>(kept));
    }

    static ReactorPicture of(CoreContext core) {
        Reactor reactor = core.reactor();
        ArrayList<String> active = new ArrayList<>();
        ArrayList<String> idle = new ArrayList<>();
        reactor.tasks.glance(SLOTS, task -> {
            List<String> list = task.isQueued() ? active : idle;
            if (list.size() < NAMES) {
                list.add(task.name());
            }
        });
        LinkedHashMap<String, Long> kept = new LinkedHashMap<>();
        kept.put("cursors", (long) core.objects().count("CURSOR", SLOTS));
        for (Inventory inventory : core.inventories()) {
            inventory.tell((what, count) -> kept.merge(what, count, Long::sum));
        }
        int ready = reactor.tasks.ready();
        return new ReactorPicture(
                reactor.name(),
                reactor.group().roles().of(reactor.index()),
                ready,
                reactor.tasks.live() - ready,
                active,
                idle,
                kept,
                reactor.tasks.load());
    }

    private static String line(String what, int count, List<String> names) {
        int more = count - names.size();
        return "\n    " + what + " " + count + (names.isEmpty() ? "" : ": " + String.join(", ", names))
                + (more > 0 && !names.isEmpty() ? ", and " + more + " more" : "");
    }

    /** Some lines, without a line's end behind the last. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("  " + name + "  ")
                .append(Roles.text(new TreeSet<>(roles)))
                .append("  workload ")
                .append(load.workload())
                .append(", capacity ")
                .append(load.capacity())
                .append(" of ")
                .append(load.total(Load.SLOTS))
                .append(line("active", active, activeTasks))
                .append(line("idle", idle, idleTasks))
                .append("\n    ");
        String separator = "";
        for (Map.Entry<String, Long> entry : kept.entrySet()) {
            text.append(separator).append(entry.getKey()).append(' ').append(entry.getValue());
            separator = ", ";
        }
        return text.toString();
    }
}
