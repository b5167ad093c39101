package dev.enso.core;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

/**
 * The declared transitions of a machine: from which states which messages are taken, and where they may lead. {@link #check}
 * makes a process that keeps to them. Immutable; {@link #on} answers a changed copy.
 *
 * <pre>{@code
 * Transitions<Sign, Door, Phase> door = Transitions.<Sign, Door, Phase>of(Phase.class, Door::phase)
 *         .on(Phase.SHUT, Push.class, Phase.OPEN)
 *         .on(Phase.OPEN, Pull.class, Phase.SHUT, Phase.OPEN);
 * }</pre>
 *
 * @param <P> the protocol
 * @param <S> the state
 * @param <K> the kinds of states that the table distinguishes
 */
public final class Transitions<P, S, K extends Enum<K>> {
    private final Class<K> kinds;
    private final Function<? super S, K> kindOf;
    private final Map<K, Map<Class<? extends P>, EnumSet<K>>> table;

    private Transitions(
            Class<K> kinds, Function<? super S, K> kindOf, Map<K, Map<Class<? extends P>, EnumSet<K>>> table) {
        this.kinds = kinds;
        this.kindOf = kindOf;
        this.table = table;
    }

    /** An empty table, by which no message is taken. The function tells of which kind a state is, and is pure. */
    public static <P, S, K extends Enum<K>> Transitions<P, S, K> of(Class<K> kinds, Function<? super S, K> kindOf) {
        return new Transitions<>(
                Objects.requireNonNull(kinds, "kinds"), Objects.requireNonNull(kindOf, "kindOf"), new EnumMap<>(kinds));
    }

    /**
     * The same, and messages of this class, subclasses included, are taken in this kind of state and lead to one of these.
     * Where several declared classes fit a message, the one that was declared first counts.
     *
     * @throws IllegalArgumentException when no kind to lead to is named, or this was declared before
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    public final Transitions<P, S, K> on(K from, Class<? extends P> message, K... to) {
        Objects.requireNonNull(message, "message");
        if (to.length == 0) {
            throw new IllegalArgumentException("a transition leads somewhere: name at least one kind of state after "
                    + from + " on " + message.getSimpleName());
        }
        EnumMap<K, Map<Class<? extends P>, EnumSet<K>>> more = new EnumMap<>(kinds);
        table.forEach((kind, messages) -> more.put(kind, new LinkedHashMap<>(messages)));
        EnumSet<K> targets = EnumSet.noneOf(kinds);
        for (K kind : to) {
            targets.add(kind);
        }
        if (more.computeIfAbsent(from, kind -> new LinkedHashMap<>()).put(message, targets) != null) {
            throw new IllegalArgumentException(
                    "what " + message.getSimpleName() + " does in " + from + " was declared before");
        }
        return new Transitions<>(kinds, kindOf, more);
    }

    /**
     * The process, checked. A message that is not declared for the present kind of state is refused before the process sees
     * it, with an {@link IllegalStateException} that names both and lists what is declared; the state is what it was. A
     * transition that leads elsewhere than declared is a defect of the process: the message fails, and so does every one
     * after it, while {@code state()} shows the latest state that was right.
     */
    public Process<P, S> check(Process<P, S> process) {
        return new CheckedProcess<>(this, Objects.requireNonNull(process, "process"));
    }

    K kindOf(S state) {
        return Objects.requireNonNull(kindOf.apply(state), "the kind of a state");
    }

    /** Where the message may lead; an exception says why nowhere. */
    EnumSet<K> targets(K from, P message) {
        Map<Class<? extends P>, EnumSet<K>> messages = table.getOrDefault(from, Map.of());
        for (Map.Entry<Class<? extends P>, EnumSet<K>> entry : messages.entrySet()) {
            if (entry.getKey().isInstance(message)) {
                return entry.getValue();
            }
        }
        throw new IllegalStateException("the message " + message + " is not taken in state " + from + ", where "
                + (messages.isEmpty()
                        ? "nothing is"
                        : "only these are: "
                                + String.join(
                                        ", ",
                                        messages.keySet().stream()
                                                .map(Class::getSimpleName)
                                                .toList())));
    }

    @Override
    public String toString() {
        StringBuilder lines = new StringBuilder("Transitions");
        table.forEach((from, messages) -> messages.forEach((message, to) -> lines.append(System.lineSeparator())
                .append("  ")
                .append(from)
                .append(" on ")
                .append(message.getSimpleName())
                .append(" -> ")
                .append(to)));
        return lines.toString();
    }
}
