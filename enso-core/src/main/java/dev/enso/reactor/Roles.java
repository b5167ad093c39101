package dev.enso.reactor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * How many reactors a node has, and what each is there for. Immutable; each method answers a longer one.
 *
 * <pre>{@code
 * Roles.symmetric(4);                          // four that do everything
 * Roles.none().net(2).tasks(5).timers(1);      // reactors 0 and 1 for the network, 2 to 6 for tasks, 7 keeps the timers
 * Roles.from(properties);                      // enso.net=2, enso.tasks=5, enso.timers=1
 * }</pre>
 */
public final class Roles {
    /** The least and the most reactors of a node. */
    private static final int MOST = 1024;

    private static final String PREFIX = "enso.";
    private static final Roles NONE = new Roles(List.of());

    private final List<Set<Role>> reactors;

    private Roles(List<Set<Role>> reactors) {
        if (reactors.size() > MOST) {
            throw new IllegalArgumentException("a node has at most " + MOST + " reactors: " + reactors.size());
        }
        this.reactors = reactors;
    }

    /**
     * So many reactors, all of them for everything: a node whose roles nobody has described.
     *
     * @throws IllegalArgumentException outside 1 to 1024
     */
    public static Roles symmetric(int count) {
        return none().everything(count);
    }

    /** No reactors yet. */
    public static Roles none() {
        return NONE;
    }

    /**
     * Reads a description: {@code enso.reactors} for those that do everything, {@code enso.net}, {@code enso.tasks} and
     * {@code enso.timers} for those with one role, in this order; each a count, and 0 when left out.
     *
     * @throws IllegalArgumentException when a value is no count, all are missing, or there is a property of another name that
     *     begins with {@code enso.} and is none of a runtime's
     */
    public static Roles from(Properties properties) {
        Roles roles = none().everything(count(properties, "reactors"))
                .net(count(properties, "net"))
                .tasks(count(properties, "tasks"))
                .timers(count(properties, "timers"));
        if (roles.count() == 0) {
            throw new IllegalArgumentException("no reactors are described: set at least one of " + PREFIX + "reactors, "
                    + PREFIX + "net, " + PREFIX + "tasks and " + PREFIX + "timers to a count; given are "
                    + new TreeSet<>(properties.stringPropertyNames()));
        }
        return roles;
    }

    private static int count(Properties properties, String key) {
        String text = properties.getProperty(PREFIX + key, "0").strip();
        try {
            int count = Integer.parseInt(text);
            if (count >= 0 && count <= MOST) {
                return count;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number that is out of range.
        }
        throw new IllegalArgumentException(
                PREFIX + key + " is a count of reactors, from 0 to " + MOST + ": '" + text + "'");
    }

    /** So many more that do everything. */
    public Roles everything(int count) {
        return more(count, EnumSet.allOf(Role.class));
    }

    /** So many more for connections alone. */
    public Roles net(int count) {
        return more(count, EnumSet.of(Role.NET));
    }

    /** So many more for tasks alone. */
    public Roles tasks(int count) {
        return more(count, EnumSet.of(Role.TASK));
    }

    /** So many more for timers alone. */
    public Roles timers(int count) {
        return more(count, EnumSet.of(Role.TIMERS));
    }

    /**
     * So many more with these roles.
     *
     * @throws IllegalArgumentException when the count is negative, there are no roles, or there would be more than 1024
     */
    public Roles more(int count, Set<Role> roles) {
        if (count < 0) {
            throw new IllegalArgumentException("a count of reactors can't be negative: " + count);
        }
        if (roles.isEmpty()) {
            throw new IllegalArgumentException(
                    "a reactor without a role would have nothing to do: give it one of " + List.of(Role.values()));
        }
        ArrayList<Set<Role>> all = new ArrayList<>(reactors);
        all.addAll(Collections.nCopies(count, Collections.unmodifiableSet(EnumSet.copyOf(roles))));
        return new Roles(List.copyOf(all));
    }

    /** How many reactors there are. */
    public int count() {
        return reactors.size();
    }

    /**
     * The roles of one of them; a reactor that was added to a node later has all.
     *
     * @param reactor its index
     */
    public Set<Role> of(int reactor) {
        return reactor < reactors.size() ? reactors.get(reactor) : EnumSet.allOf(Role.class);
    }

    /** The indices of those with this role, ascending. */
    public List<Integer> with(Role role) {
        Objects.requireNonNull(role, "role");
        ArrayList<Integer> with = new ArrayList<>();
        for (int reactor = 0; reactor < reactors.size(); reactor++) {
            if (reactors.get(reactor).contains(role)) {
                with.add(reactor);
            }
        }
        return with;
    }

    /** Of several that keep timers, the one that keeps those of this reactor: itself, or else the others share them. */
    public int timersOf(int reactor) {
        List<Integer> keepers = with(Role.TIMERS);
        return keepers.isEmpty() || of(reactor).contains(Role.TIMERS) ? reactor : keepers.get(reactor % keepers.size());
    }

    /** In the words of listings, such as {@code NET+TIMERS+TASK}. */
    static String text(Set<Role> roles) {
        return String.join("+", roles.stream().map(Role::name).toList());
    }

    @Override
    public String toString() {
        Map<String, Integer> counts = new java.util.LinkedHashMap<>();
        reactors.forEach(roles -> counts.merge(text(roles).toLowerCase(Locale.ROOT), 1, Integer::sum));
        return "Roles" + counts;
    }
}
