package dev.enso.timers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a wheel should do, said with a sorted map: timers by (deadline, order of arming). */
final class ModelWheel {
    private record Place(long deadline, long order) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byDeadline = Long.compare(deadline, other.deadline);
            return byDeadline != 0 ? byDeadline : Long.compare(order, other.order);
        }
    }

    private final TreeMap<Place, Integer> timers = new TreeMap<>();
    private final Map<Integer, Place> places = new HashMap<>();
    private long orders;
    private long time;

    void arm(int id, long deadline) {
        Place place = new Place(deadline, orders++);
        timers.put(place, id);
        places.put(id, place);
    }

    boolean cancel(int id) {
        Place place = places.remove(id);
        return place != null && timers.remove(place) != null;
    }

    boolean reset(int id, long deadline) {
        if (!cancel(id)) {
            return false;
        }
        arm(id, deadline);
        return true;
    }

    /** What arms a timer when one fires; a timer armed with a deadline that has passed waits for the next poll. */
    interface Reaction {
        void fired(int id);
    }

    List<Integer> poll(long now, int limit, Reaction reaction) {
        time = Math.max(time, now);
        long ordersAtStart = orders;
        List<Integer> fired = new ArrayList<>();
        while (fired.size() < limit) {
            Map.Entry<Place, Integer> next = timers.firstEntry();
            while (next != null && next.getKey().deadline <= time && next.getKey().order >= ordersAtStart) {
                next = timers.higherEntry(next.getKey());
            }
            if (next == null || next.getKey().deadline > time) {
                break;
            }
            timers.remove(next.getKey());
            places.remove(next.getValue());
            fired.add(next.getValue());
            reaction.fired(next.getValue());
        }
        return fired;
    }

    long time() {
        return time;
    }

    boolean hasDue() {
        return !timers.isEmpty() && timers.firstKey().deadline <= time;
    }

    long least() {
        return timers.isEmpty() ? Long.MAX_VALUE : timers.firstKey().deadline;
    }

    int live() {
        return timers.size();
    }
}
