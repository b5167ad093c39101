package dev.enso.reactor;

import dev.enso.channel.Sent;
import dev.enso.core.Cause;
import dev.enso.core.Context;
import dev.enso.core.Future;
import dev.enso.core.Polled;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A reactor's end of the InterCore bus. One bounded lane leads to each other reactor, made when first used; its messages
 * arrive in the order they were sent. A full lane is an answer, never a loss: the sending task waits with {@link #poll}.
 * Owned by the reactor's thread; other threads use {@link Reactor#send}.
 *
 * <p>Sending rings no bell. The reactor rings for all targets together, after at most {@value #POLLS_A_BELL} task
 * polls and at the end of each turn, with one fence for all of them.
 */
public final class Bus {
    /** Task polls after which the bell is rung for the targets of lanes. */
    static final int POLLS_A_BELL = 16;

    private static final LanePair[] NONE = {};

    private final CoreContext core;
    private final Inbox inbox;
    private final PaddedInt admitted;
    private final int capacity;
    private final Lane.Factory lanes;
    /** By the places of the group; longer when the group has grown, as the two below are. */
    private @Nullable LanePair[] outgoing;
    /** Outgoing pairs in the order they were made. */
    private LanePair[] opened = NONE;
    /** Replaced as a whole by a sender that opens a lane, under this bus's lock; read by the owner. */
    private volatile LanePair[] incoming = NONE;

    private Reactor[] toRing;
    /** By the places of the group: whom the bell is to be rung for, a reactor that was in the place before included. */
    private @Nullable Reactor[] ringing;

    private int ringCount;
    /** Task polls since the first of those was written to. */
    private int unrung;

    private int turn;
    private long wakesSent;
    private long wakesSaved;
    private long sent;
    private long delivered;
    private long entered;

    Bus(CoreContext core, Inbox inbox, PaddedInt admitted, int groupSize, int capacity, Lane.Factory lanes) {
        this.core = core;
        this.inbox = inbox;
        this.admitted = admitted;
        this.capacity = capacity;
        this.lanes = lanes;
        this.outgoing = new LanePair[groupSize];
        this.toRing = new Reactor[groupSize];
        this.ringing = new Reactor[groupSize];
    }

    /**
     * Sends a message that needs no answer.
     *
     * @param target index of the receiving reactor in its group; one's own is allowed
     * @return ACCEPTED: it will be delivered; FULL: no room, see {@link #poll}; CLOSED: the target has stopped
     * @throws IndexOutOfBoundsException when there is no such reactor
     * @throws IllegalStateException on a thread that is not turning this reactor
     */
    public Sent send(int target, Message message) {
        Objects.requireNonNull(message, "message");
        requireOwner();
        LanePair pair = route(target);
        if (pair.receiver.isStopped()) {
            return Sent.CLOSED;
        }
        if (!pair.send(message)) {
            return Sent.FULL;
        }
        sent++;
        ringLater(pair.receiver);
        return Sent.ACCEPTED;
    }

    /**
     * Sends a request; it comes back in {@link Request#answered}.
     *
     * @param target index of the serving reactor in its group; one's own is allowed
     * @return ACCEPTED: it will come back; FULL: as many are under way as the lane holds, see {@link #poll}; CLOSED: the
     *     target has stopped
     * @throws IndexOutOfBoundsException when there is no such reactor
     * @throws IllegalStateException when this request is under way already, or on a thread that is not turning this reactor
     */
    public Sent request(int target, Request request) {
        requireOwner();
        if (request.route != null) {
            throw new IllegalStateException(
                    "this request is under way already; it may be sent again once answered() was called");
        }
        LanePair pair = route(target);
        if (pair.receiver.isStopped()) {
            return Sent.CLOSED;
        }
        if (!pair.request(request)) {
            return Sent.FULL;
        }
        sent++;
        ringLater(pair.receiver);
        return Sent.ACCEPTED;
    }

    /**
     * Waits for room on the way to a target. Call it after {@link Sent#FULL}, in the same poll, and answer its PENDING; the
     * task is woken when it is worth trying again: after a {@link #send} that found no room when messages have been taken,
     * after a {@link #request} that did when one has come home.
     *
     * @return PENDING, or ENDED when the target has stopped
     * @throws IndexOutOfBoundsException when there is no such reactor
     * @throws IllegalStateException on a thread that is not turning this reactor
     */
    public Polled poll(int target, Context cx) {
        requireOwner();
        LanePair pair = route(target);
        if (pair.receiver.isStopped()) {
            return Polled.ENDED;
        }
        pair.await(cx.waker());
        ringLater(pair.receiver);
        // Looked at once more: a target that stops reads the flag after it has said so.
        return pair.receiver.isStopped() ? Polled.ENDED : Polled.PENDING;
    }

    /**
     * {@link #send} as a future that waits while the lane is full.
     *
     * @return ready with ACCEPTED or CLOSED
     */
    public Future<Sent> sending(int target, Message message) {
        return new Sending(this, core.reactor().group(), target, message);
    }

    /** The end of the bus at which a task is polled, which has to be one of this group. */
    static Bus of(Context cx, Reactors group, Object what) {
        Reactor here = cx.service(Reactor.class);
        if (here.group() != group) {
            throw new IllegalStateException(
                    what + " was polled on " + here.name()
                            + ", which is of another group: start it over there, by Reactor.start, and poll Future.from(stage)");
        }
        return here.core().bus();
    }

    private void requireOwner() {
        core.reactor().requireOwner("this end of the bus");
    }

    private LanePair route(int target) {
        if (target >= outgoing.length) {
            grow(core.reactor().group().size());
        }
        LanePair pair = outgoing[Objects.checkIndex(target, outgoing.length)];
        return pair != null && !pair.receiver.isStopped() ? pair : reroute(target, pair);
    }

    private void grow(int size) {
        if (size > outgoing.length) {
            outgoing = Arrays.copyOf(outgoing, size);
            toRing = Arrays.copyOf(toRing, size);
            ringing = Arrays.copyOf(ringing, size);
        }
    }

    /** There is no lane yet, or the one there is leads to a reactor that has stopped: perhaps another has taken its place. */
    private LanePair reroute(int target, @Nullable LanePair known) {
        return known != null && core.reactor().group().get(target) == known.receiver ? known : open(target);
    }

    private LanePair open(int target) {
        Reactor receiver = core.reactor().group().get(target);
        LanePair pair = new LanePair(core.reactor(), receiver, lanes, capacity);
        outgoing[target] = pair;
        opened = append(opened, pair);
        receiver.core().bus().accept(pair);
        return pair;
    }

    private synchronized void accept(LanePair pair) {
        incoming = append(incoming, pair);
    }

    /** Owner: a reactor has stopped and reads the lane no more. What was in it goes back to who sent it. */
    void takeBack(LanePair pair) {
        drainAnswers(pair, Integer.MAX_VALUE);
        int messages = 0;
        int requests = 0;
        for (Object returned; (returned = pair.takeBack()) != null; ) {
            if (returned instanceof Request request) {
                requests++;
                request.takeBack(pair);
                comeHome(request);
            } else {
                messages++;
                core.reactor().undelivered((Message) returned, pair.receiver);
            }
        }
        opened = without(opened, pair);
        Reactors group = core.reactor().group();
        if (group.isClosing()) {
            group.lost(messages);
        }
        group.tookBack(messages + requests);
    }

    /** Owner: another reactor takes the place of this one, which has stopped. Delivers what that one still sent. */
    void forget(Reactor stopped) {
        for (LanePair pair : incoming) {
            if (pair.sender == stopped) {
                drainMessages(pair, Integer.MAX_VALUE);
                synchronized (this) {
                    incoming = without(incoming, pair);
                }
            }
        }
    }

    private static LanePair[] without(LanePair[] pairs, LanePair pair) {
        LanePair[] fewer = new LanePair[pairs.length];
        int count = 0;
        for (LanePair other : pairs) {
            if (other != pair) {
                fewer[count++] = other;
            }
        }
        return Arrays.copyOf(fewer, count);
    }

    private static LanePair[] append(LanePair[] pairs, LanePair pair) {
        LanePair[] longer = Arrays.copyOf(pairs, pairs.length + 1);
        longer[pairs.length] = pair;
        return longer;
    }

    /** Owner: handles what has come in; at most {@code limit} from the inbox and as many from each lane. */
    int poll(int limit) {
        Tasks tasks = core.reactor().tasks;
        tasks.during(Cause.THREAD);
        int done = drainInbox(limit);
        tasks.during(Cause.MESSAGE);
        LanePair[] in = incoming;
        // The lanes take turns in being first, so that none is always last when a burst fills the turn.
        int start = in.length > 1 ? Math.floorMod(turn++, in.length) : 0;
        for (int i = 0; i < in.length; i++) {
            LanePair pair = in[start + i < in.length ? start + i : start + i - in.length];
            done += drainMessages(pair, limit);
            pair.giveNotice();
        }
        for (LanePair pair : opened) {
            done += drainAnswers(pair, limit);
        }
        tasks.during(Cause.REACTOR);
        return done;
    }

    private int drainInbox(int limit) {
        int done = 0;
        int admissions = 0;
        Inbound element;
        while (done < limit && (element = inbox.pop()) != null) {
            admissions += element.admissions();
            done++;
            arrive(element);
        }
        if (admissions > 0) {
            entered += admissions;
            admitted.getAndAdd(-admissions);
        }
        return done;
    }

    private void arrive(Inbound element) {
        try {
            element.arrive();
        } catch (Throwable failure) {
            failures().tell("what came from another thread,", element, failure);
        }
    }

    private int drainMessages(LanePair pair, int limit) {
        int done = 0;
        Object message;
        while (done < limit && (message = pair.next()) != null) {
            done++;
            delivered++;
            if (message instanceof Request request) {
                request.arrive(core, pair);
            } else {
                deliver((Message) message);
            }
        }
        return done;
    }

    private int drainAnswers(LanePair pair, int limit) {
        int done = 0;
        Request request;
        while (done < limit && (request = pair.nextAnswer()) != null) {
            done++;
            comeHome(request);
        }
        if (done > 0) {
            pair.answersTaken();
        }
        return done;
    }

    private void comeHome(Request request) {
        try {
            request.comeHome(core);
        } catch (Throwable failure) {
            failures().tell("the answer to", request, failure);
        }
    }

    void deliver(Message message) {
        try {
            message.deliver(core);
        } catch (Throwable failure) {
            failures().tell("the message", message, failure);
        }
    }

    private Failures failures() {
        return core.reactor().failures;
    }

    /** Owner: this reactor has put something into one of the target's lanes. */
    void ringLater(Reactor target) {
        int index = target.index();
        if (index >= ringing.length) {
            grow(index + 1); // it has spoken first
        }
        Reactor noted = ringing[index];
        if (noted != target) {
            if (noted != null) {
                ring();
            }
            ringing[index] = target;
            toRing[ringCount++] = target;
        }
    }

    /** Owner, after each task poll: true when the bell has waited long enough. */
    boolean bellIsDue() {
        return ringCount != 0 && ++unrung >= POLLS_A_BELL;
    }

    /** Owner: wakes the targets that sleep. */
    void ring() {
        int count = ringCount;
        if (count == 0) {
            return;
        }
        VarHandle.fullFence();
        ringCount = 0;
        unrung = 0;
        for (int i = 0; i < count; i++) {
            Reactor target = toRing[i];
            ringing[target.index()] = null;
            if (target.wakeIfAsleep()) {
                wakesSent++;
            } else {
                wakesSaved++;
            }
        }
    }

    /** Owner, in its last look: true when something waits that {@link #poll(int)} would handle. */
    boolean hasWork() {
        if (!inbox.isEmpty()) {
            return true;
        }
        for (LanePair pair : incoming) {
            if (pair.receiverHasWork()) {
                return true;
            }
        }
        for (LanePair pair : opened) {
            if (pair.senderHasWork()) {
                return true;
            }
        }
        return false;
    }

    /** Sleeping reactors woken by the bell. */
    long wakesSent() {
        return wakesSent;
    }

    /** Rings that found the other awake. */
    long wakesSaved() {
        return wakesSaved;
    }

    /** Messages and requests sent to lanes so far. */
    long sent() {
        return sent;
    }

    /** Messages and requests taken from lanes so far. */
    long delivered() {
        return delivered;
    }

    /** Owner: for listings. */
    String traffic() {
        return delivered + " in by " + incoming.length + " lanes, " + sent + " out by " + opened.length + ", "
                + underWay() + " under way";
    }

    /** Owner: messages to actors were taken from their mailboxes. */
    void countEntered(int messages) {
        entered += messages;
    }

    /** Spawns and messages from other threads, and messages to actors, that have come in so far. */
    long entered() {
        return entered;
    }

    /** Requests sent and not answered yet. */
    int underWay() {
        int underWay = 0;
        for (LanePair pair : opened) {
            underWay += pair.underWay();
        }
        return underWay;
    }

    /** Owner, when its reactor has stopped: gives the lanes back to their senders, and lets those go on who wait for room. */
    void leave() {
        for (LanePair pair : incoming) {
            pair.leave();
        }
    }

    /** When its reactor has stopped: counts the answers that nobody will take any more. */
    int sweep() {
        int lost = 0;
        for (LanePair pair : opened) {
            lost += pair.giveUpAnswers();
        }
        return lost;
    }
}
