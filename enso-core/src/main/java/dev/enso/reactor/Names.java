package dev.enso.reactor;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The names of a group: name → id of the name in the table of the object's owner. What a name leads to is checked there, each
 * time. Any thread; a lock is held for a look into a map.
 */
final class Names {
    /** Names that have gone are told from those that never were; so many are remembered, the youngest. */
    private static final int REMEMBERED = 1024;

    private final Map<String, Long> ids = new HashMap<>();

    private final LinkedHashMap<String, Boolean> gone = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** Answers whose the name is instead, or null when it was free. */
    synchronized @Nullable Long claim(String name, long id) {
        Long taken = ids.putIfAbsent(name, id);
        if (taken == null) {
            gone.remove(name);
        }
        return taken;
    }

    /** The name leads nowhere any more; unless it leads elsewhere by now. */
    synchronized void forget(String name, long id) {
        if (ids.remove(name, id)) {
            gone.put(name, true);
        }
    }

    /**
     * The id of the name.
     *
     * @throws Refused when it was never registered, or leads nowhere any more
     */
    synchronized long find(String name) {
        Long id = ids.get(name);
        if (id != null) {
            return id;
        }
        if (gone.containsKey(name)) {
            throw new Refused(
                    Refused.Reason.STALE,
                    "what '" + name + "' was registered for has gone: it can be registered for something else");
        }
        throw new Refused(
                Refused.Reason.UNKNOWN, "nothing was registered as '" + name + "': names come from Remote.register");
    }

    synchronized int size() {
        return ids.size();
    }
}
