package dev.enso;

import dev.enso.core.Future;
import dev.enso.reactor.InterCore;
import dev.enso.reactor.ObjectInfo;
import dev.enso.reactor.Reactor;
import dev.enso.reactor.Reactors;
import dev.enso.reactor.Remote;
import dev.enso.reactor.Role;
import dev.enso.reactor.Task;
import dev.enso.reactor.TaskOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Supplier;

/** The node that a console shows: what words name on it, and the work that the program offers. Any thread. */
final class ConsoleNode {
    private static final int TASKS = 1000;

    private final Reactors reactors;
    private final InterCore node;
    private final Map<String, Supplier<? extends Future<?>>> offers = new ConcurrentSkipListMap<>();

    /** Work that was started from here and goes on. */
    private final Set<Task<?>> started = ConcurrentHashMap.newKeySet();

    ConsoleNode(Reactors reactors) {
        this.reactors = reactors;
        this.node = reactors.interCore();
    }

    void offer(String name, Supplier<? extends Future<?>> work) {
        if (name.isEmpty() || name.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("what the console may spawn has one word as its name: '" + name + "'");
        }
        offers.put(name, work);
    }

    Iterable<String> offered() {
        return offers.keySet();
    }

    /** What makes the work that is named next. */
    Supplier<? extends Future<?>> work(String name) {
        Supplier<? extends Future<?>> work = offers.get(name);
        if (work == null) {
            throw new IllegalArgumentException("this program offers no work " + ConsoleWords.quoted(name) + ", but "
                    + new TreeMap<>(offers).keySet());
        }
        return work;
    }

    /** Work may be started only while not too much of it goes on. */
    void requireRoomForWork() {
        started.removeIf(Task::isDone);
        if (started.size() >= TASKS) {
            throw new IllegalArgumentException("the console starts no more than " + TASKS
                    + " tasks at a time, and so many of them go on: wait for some to end, by join");
        }
    }

    /** Counts work that was started. */
    <T> Task<T> started(Task<T> task) {
        started.add(task);
        return task;
    }

    /** Where new work of this name goes. */
    Remote placed(String name) {
        return node.at(reactors.placement(Role.TASK).select(name.hashCode()));
    }

    /** The reactor that is named next. */
    Remote reactor(ConsoleWords words) {
        return node.at(words.number("REACTOR", 0, reactors.size() - 1));
    }

    /** The reactor that is named next, or this one. */
    Remote reactorOr(ConsoleWords words, Remote otherwise) {
        return words.hasNext() ? reactor(words) : otherwise;
    }

    int size() {
        return reactors.size();
    }

    Reactor add() {
        return node.add();
    }

    Remote at(int reactor) {
        return node.at(reactor);
    }

    /** The reactor that is named next, or all. */
    List<Remote> reactors(ConsoleWords words) {
        if (words.isNumberNext()) {
            return List.of(reactor(words));
        }
        ArrayList<Remote> all = new ArrayList<>();
        for (Reactor reactor : reactors) {
            all.add(node.at(reactor));
        }
        return all;
    }

    /** The owner of an object. */
    Remote owner(long id) {
        return node.of(id);
    }

    /** What is named next by its id or its name. */
    Future<ObjectInfo> object(ConsoleWords words) {
        if (words.isIdNext()) {
            long id = words.id();
            return node.of(id).info(id);
        }
        return named(words.next("ID or NAME"));
    }

    Future<ObjectInfo> named(String name) {
        return node.lookUp(name);
    }

    /**
     * Polls a future over there, by a task of its own, so that what it answers belongs to that reactor. A refusal is for who
     * has typed, and no failure of that task.
     */
    <T> Future<T> on(Remote there, Future<T> work) {
        Future<Future<T>> answer = work.<Future<T>>map(Future::of).recover(Future::failed);
        return there.spawn(TaskOptions.named("console"), answer)
                .then(Task::join)
                .then(told -> told);
    }
}
