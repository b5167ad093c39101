package dev.enso.reactor;

import dev.enso.channel.Sent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one reactor owns and others may name: id → kind, rights, range, generation, owner, counters. Modules put their cursors,
 * rings, timers and sockets into it; tasks stand in it by themselves. {@link #list} shows all of it.
 *
 * <p>Whoever asks for an object says what kind it has to be and what is to be done with it. An id whose object has gone, an
 * object of another kind, a right that is missing, a position outside of the range, and a call on another thread than the
 * owner's are {@link Refused}, by name. No id is ever given to two objects.
 *
 * <p>For the thread that turns the reactor. Others ask by {@link Remote}.
 */
public final class ObjectTable {
    /** One slot. It is kept and used again, so that adding and removing make no garbage once the table has grown. */
    private static final class Entry {
        int generation;

        @Nullable Kind<?> kind;

        @Nullable Object object;

        String name = "";
        Rights rights = Rights.RW;
        Range range = Range.ALL;
        long uses;
        long refusals;
        /** The ids of the names that were registered for it; null for none. */
        @Nullable ArrayList<Long> names;
    }

    private static final int LAST_GENERATION = (1 << ObjectId.GENERATION_BITS) - 1;
    private static final int MOST = 1 << ObjectId.SLOT_BITS;

    private final Reactor reactor;
    private Entry[] entries = {};
    private int used;
    private int[] free = {};
    private int freeCount;
    private int size;

    ObjectTable(Reactor reactor) {
        this.reactor = reactor;
    }

    /** Goes on where the table of an earlier reactor in this place has ended, so that no id is given twice. */
    void succeed(ObjectTable earlier) {
        entries = earlier.entries;
        used = earlier.used;
        free = earlier.free;
        freeCount = earlier.freeCount;
    }

    /** Adds an object that may be read and written, all of it. */
    public <T> long add(Kind<T> kind, String name, T object) {
        return add(kind, name, object, Rights.RW, Range.ALL);
    }

    /**
     * Adds an object.
     *
     * @param name what listings and refusals call it; may be empty, and need not differ from others
     * @param rights what may be done with it by its id
     * @param range the positions that may be reached by its id
     * @return its id, never 0
     * @throws Refused when the table is full
     */
    public <T> long add(Kind<T> kind, String name, T object, Rights rights, Range range) {
        requireOwner();
        Objects.requireNonNull(object, "object");
        int slot = freeCount > 0 ? free[--freeCount] : fresh();
        Entry entry = entries[slot];
        entry.generation++;
        entry.kind = Objects.requireNonNull(kind, "kind");
        entry.object = object;
        entry.name = Objects.requireNonNull(name, "name");
        entry.rights = Objects.requireNonNull(rights, "rights");
        entry.range = Objects.requireNonNull(range, "range");
        entry.uses = 0;
        entry.refusals = 0;
        size++;
        return id(slot, entry);
    }

    /** Adds a counter, which others may read. */
    public Counter counter(String name) {
        Counter counter = new Counter();
        add(Kind.COUNTER, name, counter, Rights.R, Range.ALL);
        return counter;
    }

    private int fresh() {
        if (used == MOST) {
            throw new Refused(
                    Refused.Reason.FULL,
                    "the table of " + reactor.name() + " holds " + MOST
                            + " objects: remove some, or use more reactors");
        }
        if (used == entries.length) {
            entries = Arrays.copyOf(entries, Math.max(16, used << 1));
        }
        entries[used] = new Entry();
        return used++;
    }

    /**
     * The object of this id, if it is of this kind and may be used so.
     *
     * @throws Refused as the class says
     */
    public <T> T get(long id, Kind<T> kind, Rights needed) {
        Entry named = allowed(id, needed);
        Entry entry = target(id, named, needed);
        return use(id, named, entry, kind);
    }

    /**
     * The same, if this position lies within its range as well.
     *
     * @throws Refused as the class says
     */
    public <T> T get(long id, Kind<T> kind, Rights needed, long position) {
        Entry named = allowed(id, needed);
        Entry entry = target(id, named, needed);
        if (!entry.range.contains(position) || !named.range.contains(position)) {
            named.refusals++;
            throw refused(
                    Refused.Reason.RANGE,
                    id,
                    named,
                    "reaches " + entry.range + ", and position " + position
                            + " lies outside: use the object that has it, or split and merge their ranges");
        }
        return use(id, named, entry, kind);
    }

    @SuppressWarnings("unchecked") // add() has checked that the object is of the kind
    private <T> T use(long id, Entry named, Entry entry, Kind<T> kind) {
        if (entry.kind != kind) {
            named.refusals++;
            throw refused(Refused.Reason.KIND, id, named, "is a " + entry.kind + ", and a " + kind + " was asked for");
        }
        count(named, entry);
        return (T) Objects.requireNonNull(entry.object);
    }

    private static void count(Entry named, Entry entry) {
        named.uses++;
        if (entry != named) {
            entry.uses++;
        }
    }

    private Entry allowed(long id, Rights needed) {
        Entry entry = live(id);
        if (!entry.rights.include(needed)) {
            entry.refusals++;
            throw refused(
                    Refused.Reason.RIGHTS,
                    id,
                    entry,
                    "allows " + entry.rights + ", and this needs " + needed
                            + ": ask its owner for an id or a name with that right");
        }
        return entry;
    }

    /** What a name leads to; other objects lead to themselves. */
    private Entry target(long id, Entry entry, Rights needed) {
        if (entry.object instanceof ObjectName name) {
            if (ObjectId.isTask(name.target())) {
                entry.refusals++;
                throw refused(Refused.Reason.KIND, id, entry, "names a task: use Remote.join");
            }
            return allowed(name.target(), needed);
        }
        return entry;
    }

    /**
     * The live task of this id, or of this name's.
     *
     * @throws Refused as the class says
     */
    Task<?> task(long id) {
        requireHere(id);
        long target = id;
        if (!ObjectId.isTask(id)) {
            Entry entry = live(id);
            if (!(entry.object instanceof ObjectName name) || !ObjectId.isTask(name.target())) {
                throw refused(Refused.Reason.KIND, id, entry, "is no task, and only tasks are joined");
            }
            target = name.target();
        }
        Task<?> task = reactor.tasks.find(target);
        if (task == null) {
            throw stale(target);
        }
        return task;
    }

    /** Takes a name back; false when it has gone before. */
    boolean unname(long id) {
        requireHere(id);
        Entry entry = find(id);
        if (entry == null) {
            return false;
        }
        if (entry.kind != Kind.NAME) {
            throw refused(Refused.Reason.KIND, id, entry, "is no name: unregister takes the id that register answered");
        }
        return remove(id);
    }

    /**
     * Lets a message be taken by the object of this id.
     *
     * @throws Refused as the class says, and when such an object takes no messages
     */
    @SuppressWarnings("unchecked") // add() has checked that the object is of the kind
    Sent send(long id, Object message) {
        Entry named = allowed(id, Rights.W);
        Entry entry = target(id, named, Rights.W);
        Sent sent = ((Kind<Object>) Objects.requireNonNull(entry.kind))
                .receive(Objects.requireNonNull(entry.object), message);
        if (sent == null) {
            named.refusals++;
            throw refused(
                    Refused.Reason.KIND,
                    id,
                    named,
                    "takes no messages: send to an actor (ACTOR), or to what has a Sender");
        }
        count(named, entry);
        return sent;
    }

    /** Is there an object of this id still? False also for ids of other reactors. */
    public boolean contains(long id) {
        requireOwner();
        return ObjectId.reactor(id) == reactor.index()
                && (ObjectId.isTask(id) ? reactor.tasks.find(id) != null : find(id) != null);
    }

    /**
     * Narrows or moves the range of an object.
     *
     * @throws Refused when there is no such object
     */
    public void range(long id, Range range) {
        live(id).range = Objects.requireNonNull(range, "range");
    }

    /**
     * Takes an object out, and the names that were registered for it. Closing it is left to the caller.
     *
     * @return false when it had gone before
     * @throws Refused when the id belongs to another reactor
     */
    public boolean remove(long id) {
        requireHere(id);
        Entry entry = find(id);
        if (entry == null) {
            return false;
        }
        String name = entry.name;
        ArrayList<Long> names = entry.names;
        boolean isName = entry.object instanceof ObjectName;
        entry.kind = null;
        entry.object = null;
        entry.name = "";
        entry.names = null;
        size--;
        if (entry.generation < LAST_GENERATION) {
            if (freeCount == free.length) {
                free = Arrays.copyOf(free, Math.max(16, freeCount << 1));
            }
            free[freeCount++] = ObjectId.slot(id);
        }
        if (isName) {
            reactor.group().interCore().names().forget(name, id);
        }
        if (names != null) {
            names.forEach(this::remove);
        }
        return true;
    }

    /** An id by which others reach the object under a name. */
    long name(String name, long target, Rights rights) {
        if (ObjectId.isTask(target)) {
            requireHere(target);
            if (reactor.tasks.find(target) == null) {
                throw stale(target);
            }
            return add(Kind.NAME, name, new ObjectName(name, target), rights, Range.ALL);
        }
        Entry entry = allowed(target, rights);
        long id = add(Kind.NAME, name, new ObjectName(name, target), rights, entry.range);
        ArrayList<Long> names = entry.names;
        if (names == null) {
            names = entry.names = new ArrayList<>(1);
        }
        names.removeIf(other -> find(other) == null);
        names.add(id);
        return id;
    }

    /**
     * What there is to tell of an object.
     *
     * @throws Refused when there is no such object here
     */
    public ObjectInfo info(long id) {
        if (ObjectId.isTask(id)) {
            requireHere(id);
            Task<?> task = reactor.tasks.find(id);
            if (task == null) {
                throw stale(id);
            }
            return info(task);
        }
        Entry entry = live(id);
        if (entry.object instanceof ObjectName name && !contains(name.target())) {
            remove(id);
            throw stale(id);
        }
        return info(id, entry);
    }

    private ObjectInfo info(Task<?> task) {
        long id = task.id();
        return new ObjectInfo(
                id,
                Kind.TASK.name(),
                Kind.TASK.source(),
                task.name(),
                Rights.RW,
                Range.ALL,
                reactor.index(),
                ObjectId.generation(id),
                0,
                0,
                Kind.TASK.state(task));
    }

    @SuppressWarnings("unchecked") // add() has checked that the object is of the kind
    private ObjectInfo info(long id, Entry entry) {
        Kind<Object> kind = (Kind<Object>) Objects.requireNonNull(entry.kind);
        return new ObjectInfo(
                id,
                kind.name(),
                kind.source(),
                entry.name,
                entry.rights,
                entry.range,
                reactor.index(),
                entry.generation,
                entry.uses,
                entry.refusals,
                kind.state(Objects.requireNonNull(entry.object)));
    }

    /** All objects, in the order of their slots, and then the tasks. */
    public List<ObjectInfo> list() {
        requireOwner();
        ArrayList<ObjectInfo> all = new ArrayList<>(size);
        for (int slot = 0; slot < used; slot++) {
            Entry entry = entries[slot];
            if (entry.object != null) {
                all.add(info(id(slot, entry), entry));
            }
        }
        reactor.tasks.forEach(task -> all.add(info(task)));
        return all;
    }

    /** Part of {@link #list}: what is found in {@link ListingPage#SLOTS} slots. Slots of tasks come behind those of objects. */
    ListingPage page(int from) {
        requireOwner();
        ArrayList<ObjectInfo> found = new ArrayList<>();
        int looks = ListingPage.SLOTS;
        int next = Math.max(0, from);
        for (; looks > 0 && next < used; next++, looks--) {
            Entry entry = entries[next];
            if (entry.object != null) {
                found.add(info(id(next, entry), entry));
            }
        }
        if (next >= used) {
            next = Math.max(next, MOST);
        }
        int tasks = reactor.tasks.slots();
        for (; looks > 0 && next >= MOST && next - MOST < tasks; next++, looks--) {
            Task<?> task = reactor.tasks.live(next - MOST);
            if (task != null) {
                found.add(info(task));
            }
        }
        return new ListingPage(found, next, next - MOST >= tasks);
    }

    /** How many objects there are, tasks not counted. */
    public int size() {
        requireOwner();
        return size;
    }

    /** How many objects of the kinds of this name are among the first so many slots. */
    int count(String kind, int slots) {
        int count = 0;
        for (int slot = 0; slot < Math.min(slots, used); slot++) {
            Kind<?> here = entries[slot].kind;
            count += here != null && here.name().equals(kind) ? 1 : 0;
        }
        return count;
    }

    int count(Kind.Source source) {
        int count = 0;
        for (int slot = 0; slot < used; slot++) {
            Kind<?> kind = entries[slot].kind;
            count += kind != null && kind.source() == source ? 1 : 0;
        }
        return count;
    }

    /** The reactor stops: closes what is left, the youngest first. */
    @SuppressWarnings("unchecked") // add() has checked that the object is of the kind
    void close() {
        for (int slot = used; slot-- > 0; ) {
            Entry entry = entries[slot];
            Kind<Object> kind = (Kind<Object>) entry.kind;
            Object object = entry.object;
            if (kind != null && object != null) {
                remove(id(slot, entry));
                try {
                    kind.close(object);
                } catch (Throwable failure) {
                    reactor.failures.tell("closing a " + kind + " of " + reactor.name(), object, failure);
                }
            }
        }
    }

    private long id(int slot, Entry entry) {
        return ObjectId.of(reactor.index(), entry.generation, slot);
    }

    private Entry live(long id) {
        requireHere(id);
        if (ObjectId.isTask(id)) {
            throw new Refused(
                    Refused.Reason.KIND, ObjectId.text(id) + " is a task: Remote.join waits for it, and nothing else");
        }
        Entry entry = find(id);
        if (entry == null) {
            throw stale(id);
        }
        return entry;
    }

    private @Nullable Entry find(long id) {
        int slot = ObjectId.slot(id);
        if (ObjectId.isTask(id) || slot >= used) {
            return null;
        }
        Entry entry = entries[slot];
        return entry.object != null && entry.generation == ObjectId.generation(id) ? entry : null;
    }

    private void requireHere(long id) {
        requireOwner();
        if (ObjectId.reactor(id) != reactor.index()) {
            throw new Refused(
                    Refused.Reason.OWNER,
                    ObjectId.text(id) + " belongs to reactor " + ObjectId.reactor(id) + " and was looked for on "
                            + reactor.name() + ": ask its owner, by InterCore.of(id)");
        }
    }

    private void requireOwner() {
        if (!reactor.isOwner()) {
            throw new Refused(
                    Refused.Reason.OWNER,
                    "the objects of " + reactor.name() + " were used by "
                            + Thread.currentThread().getName() + ": ask their owner, by InterCore.at("
                            + reactor.index() + ")");
        }
    }

    private Refused stale(long id) {
        int slot = ObjectId.slot(id);
        Entry now = ObjectId.isTask(id) || slot >= used ? null : entries[slot];
        boolean never = !ObjectId.isTask(id) && (now == null || ObjectId.generation(id) > now.generation);
        return never
                ? new Refused(
                        Refused.Reason.UNKNOWN,
                        ObjectId.text(id) + " was never given out by " + reactor.name()
                                + ": ids come from the answers of verbs, and from list")
                : new Refused(
                        Refused.Reason.STALE,
                        ObjectId.text(id) + " of " + reactor.name()
                                + " has gone, and its id is not used again: look its name up anew, or make another");
    }

    private Refused refused(Refused.Reason reason, long id, Entry entry, String why) {
        return new Refused(
                reason,
                entry.kind + (entry.name.isEmpty() ? "" : " '" + entry.name + "'") + " (" + ObjectId.text(id) + ") of "
                        + reactor.name() + " " + why);
    }

    @Override
    public String toString() {
        return "ObjectTable[" + reactor.name() + "]";
    }
}
