package dev.enso.reactor;

import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Spawns that would break a goal: refuses them, or keeps them until the load allows them, in the order in which they came.
 * A task that is held has its slot, so that it is counted, listed and cancelled like others, but is not ready. While nobody
 * is ready the next one comes in whatever the goal says, so all come in some time. Owner only but for {@link #takeRoom}.
 */
final class Held {
    private final Goals goals;
    private final PollStats stats;
    private final Scheduler scheduler;
    private final int most;
    /** Those that were cancelled meanwhile are still in here, and no longer counted. */
    private final ArrayDeque<Task<?>> waiting = new ArrayDeque<>();

    private int count;

    private final Room room = new Room(Priority.values().length);
    /** Taken by those that wait, and by those from other threads that will if they have to. */
    private final AtomicInteger seats = new AtomicInteger();

    Held(Goals goals, PollStats stats, Scheduler scheduler, int most) {
        this.goals = goals;
        this.stats = stats;
        this.scheduler = scheduler;
        this.most = most;
    }

    /**
     * Whether the task, which has no slot yet, has to wait.
     *
     * @throws RejectedExecutionException when it would break a goal and is not to wait, or too many wait
     */
    boolean keepsOut(Task<?> task) {
        TaskOptions.Admission admission = task.options.admission();
        if (admission == TaskOptions.Admission.ALWAYS || (count == 0 && allowed(task))) {
            return false;
        }
        if (admission == TaskOptions.Admission.REFUSE) {
            if (allowed(task)) {
                return false;
            }
            throw refusal(task, scheduler.size() + " ready tasks");
        }
        takeSeat(task);
        return true;
    }

    private void takeSeat(Task<?> task) {
        if (seats.getAndIncrement() >= most) {
            leaveSeat();
            throw new RejectedExecutionException("reactor " + task.reactor.name() + " has " + most
                    + " spawns that wait until a goal allows them, or are on their way to that: try again later");
        }
    }

    /** It waits no longer, never had to, or has found no slot to wait in. */
    void leaveSeat() {
        seats.getAndDecrement();
    }

    private static RejectedExecutionException refusal(Task<?> task, String load) {
        return new RejectedExecutionException("reactor " + task.reactor.name() + " has " + load
                + ", and one more of level " + Priority.values()[task.level]
                + " would break a goal: try again later, or let it wait with TaskOptions.Admission.WAIT");
    }

    private boolean allowed(Task<?> task) {
        return scheduler.isEmpty() || keeps(task.level, 1);
    }

    private boolean keeps(int level, int more) {
        return goals.keptBy(stats.withMore(level, more));
    }

    /**
     * Another thread is about to bring this task. One that is to be refused takes a place, and one that is to wait a seat; so
     * whoever gets none knows it at once, and what has one comes in whatever the load is by then.
     *
     * @throws RejectedExecutionException when there is none
     */
    void takeRoom(Task<?> task) {
        switch (task.options.admission()) {
            case REFUSE -> {
                if (!room.take(task.level)) {
                    throw refusal(task, "many ready tasks, or spawns on their way");
                }
            }
            case WAIT -> takeSeat(task);
            case ALWAYS -> {
                // Asks for nothing.
            }
        }
    }

    /** Whether the task, which another thread has brought and which had room for that, has to wait. */
    boolean keepsArrival(Task<?> task) {
        switch (task.options.admission()) {
            case REFUSE -> room.arrived(task.level);
            case WAIT -> {
                if (count > 0 || !allowed(task)) {
                    return true;
                }
                leaveSeat();
            }
            case ALWAYS -> {
                // Asks for nothing.
            }
        }
        return false;
    }

    /** {@link #tellRoom} when somebody has used or missed a place. */
    void tellRoomIfStale() {
        if (room.isStale()) {
            tellRoom();
        }
    }

    /** Tells other threads how many spawns of each level the load of now allows. */
    void tellRoom() {
        room.beginTelling();
        int least = scheduler.isEmpty() ? 1 : 0;
        for (int level = 0; level < Priority.values().length; level++) {
            int places = 0;
            for (int more = 1; more <= Room.MOST && keeps(level, more); more <<= 1) {
                places = more;
            }
            room.tell(level, Math.max(least, places));
        }
    }

    void add(Task<?> task) {
        task.run |= Task.HELD;
        waiting.add(task);
        count++;
    }

    /** The next that may come in now, or null. */
    @Nullable Task<?> next() {
        for (Task<?> task; (task = waiting.peek()) != null; waiting.poll()) {
            if ((task.run & Task.HELD) != 0) {
                return allowed(task) ? task : null;
            }
        }
        return null;
    }

    /** It comes in, because it may or because it was cancelled. */
    void remove(Task<?> task) {
        task.run &= ~Task.HELD;
        count--;
        leaveSeat();
    }

    int count() {
        return count;
    }
}
