package dev.enso.reactor;

import dev.enso.core.Waker;
import org.jspecify.annotations.Nullable;

/**
 * The two lanes of one ordered pair of reactors: messages go, answers come back. The lane home holds as many as may be
 * under way, so an answer always has room.
 *
 * <p>A sender that finds no room leaves its waker here and raises {@code wanted}:
 *
 * <table>
 *   <caption>Values of wanted</caption>
 *   <tr><th>value</th><th>written by</th><th>meaning</th></tr>
 *   <tr><td>NOBODY</td><td>the sender, when the notice has arrived</td><td>nobody waits for room</td></tr>
 *   <tr><td>WAITING</td><td>the sender, volatile, before it looks again</td><td>the receiver owes a notice</td></tr>
 *   <tr><td>NOTICED</td><td>the receiver</td><td>the notice is on its way through the sender's inbox</td></tr>
 * </table>
 *
 * The receiver reads the flag in every look at the lane, also an empty one, and in its last look before it sleeps; that is
 * why taking a message needs no fence.
 */
final class LanePair extends Inbound {
    private static final int NOBODY = 0;
    private static final int WAITING = 1;
    private static final int NOTICED = 2;

    final Reactor sender;
    final Reactor receiver;
    private final Lane<Object> messages;
    private final Lane.Factory lanes;
    /**
     * Made by the sender before its first request, and not before: most pairs send messages alone. The receiver reads it
     * after it has taken a request out of the other lane.
     */
    private @Nullable Lane<Request> answers;

    private final int capacity;
    private final PaddedInt wanted = new PaddedInt();

    /** Sender only. */
    private final Waiters waiters = new Waiters();
    /** Sender only: requests sent and not answered. */
    private int underWay;
    /** Receiver only: the first of the requests that it serves and has not answered. */
    private @Nullable Request serving;

    /** Sender only: true when a message or request found the lane full and nobody has begun to wait for room since. */
    private boolean laneWasFull;
    /** Sender only: the same for a request that found as many under way as there may be. */
    private boolean countWasFull;

    LanePair(Reactor sender, Reactor receiver, Lane.Factory lanes, int capacity) {
        this.sender = sender;
        this.receiver = receiver;
        this.capacity = capacity;
        this.messages = lanes.create(sender.index(), receiver.index(), capacity);
        this.lanes = lanes;
    }

    /** Sender. */
    boolean send(Message message) {
        boolean sent = messages.offer(message);
        if (!sent) {
            // Not written otherwise: the receiver reads this object in each of its looks.
            laneWasFull = true;
        }
        return sent;
    }

    /** Sender. */
    boolean request(Request request) {
        if (underWay == capacity) {
            countWasFull = true;
            return false;
        }
        if (answers == null) {
            answers = lanes.create(receiver.index(), sender.index(), capacity);
        }
        request.depart(this);
        if (!messages.offer(request)) {
            request.stay();
            laneWasFull = true;
            return false;
        }
        underWay++;
        return true;
    }

    /**
     * Sender: waits for room. The bell that follows makes a sleeping receiver look at the flag. Who was refused for the
     * count of requests alone raises no flag: the lane has room, so a notice would come at once, and again and again.
     */
    void await(Waker waker) {
        waiters.add(waker);
        boolean answersHelp = countWasFull && !laneWasFull && underWay == capacity;
        countWasFull = false;
        laneWasFull = false;
        if (!answersHelp && wanted.getVolatile() == NOBODY) {
            wanted.setVolatile(WAITING);
        }
    }

    /** Sender, in its inbox: there is room again. */
    @Override
    void arrive() {
        wanted.setVolatile(NOBODY);
        wakeWaiters();
    }

    private void wakeWaiters() {
        waiters.wakeAll(sender.failures, "waking who waits for room in a lane");
    }

    /** Receiver. */
    @Nullable Object next() {
        return messages.poll();
    }

    /** Receiver: the look at the flag that follows every look at the lane. */
    void giveNotice() {
        if (wanted.getVolatile() == WAITING) {
            wanted.setVolatile(NOTICED);
            sender.enter(this);
        }
    }

    /** Receiver, in its last look. */
    boolean receiverHasWork() {
        return !messages.isEmpty() || wanted.getVolatile() == WAITING;
    }

    /** Receiver. */
    void reply(Request request) {
        Lane<Request> home = answers;
        if (home == null || !home.offer(request)) {
            throw new AssertionError("the lane from " + receiver.name() + " home to " + sender.name()
                    + " refused an answer, although it was asked to hold all requests under way: " + capacity);
        }
        receiver.core().bus().ringLater(sender);
    }

    /** Receiver: it will answer later. */
    void remember(Request request) {
        Request next = serving;
        request.after = next;
        if (next != null) {
            next.before = request;
        }
        serving = request;
    }

    /** Receiver: it answers one that it may have remembered. */
    void forget(Request request) {
        Request before = request.before;
        Request after = request.after;
        if (before != null) {
            before.after = after;
            request.before = null;
        } else if (serving == request) {
            serving = after;
        }
        if (after != null) {
            after.before = before;
            request.after = null;
        }
    }

    /**
     * Receiver, which has stopped: answers all it owes, and gives what is left in the lane back to the sender, who is from now
     * on the only one to touch it.
     */
    void leave() {
        for (Request request; (request = serving) != null; ) {
            forget(request);
            request.cutOff(this);
        }
        sender.enter(new Left());
    }

    /** Tells the sender that nobody reads its lane any more. The inbox hands the receiving end over. */
    private final class Left extends Inbound {
        @Override
        void arrive() {
            sender.core().bus().takeBack(LanePair.this);
            wakeWaiters();
        }

        /**
         * The sender has stopped as well. Its tasks may be ending just now on its own thread, and they have a hand on what they
         * have asked; once that is over nobody looks at it but who is here.
         */
        @Override
        void strand() {
            sender.end().whenComplete((report, failure) -> giveUp());
        }
    }

    /** When both have stopped: says so to what is left in the lane. */
    private void giveUp() {
        int lost = 0;
        for (Object message; (message = messages.poll()) != null; ) {
            lost++;
            if (message instanceof Message undelivered) {
                sender.undelivered(undelivered, receiver);
            } else if (message instanceof Request request) {
                sender.giveUp(request, request::unanswered);
            }
        }
        sender.group().lost(lost);
        sender.group().tookBack(lost);
    }

    /** When the sender has stopped: the answers that have come home to nobody. */
    int giveUpAnswers() {
        int lost = 0;
        for (Request request; (request = nextAnswer()) != null; lost++) {
            sender.giveUp(request, request::unclaimed);
        }
        return lost;
    }

    /** Sender, to whom the receiver has left the lane: what is in it has not been delivered. */
    @Nullable Object takeBack() {
        Object message = messages.poll();
        if (message instanceof Request) {
            underWay--;
        }
        return message;
    }

    /** Sender. */
    @Nullable Request nextAnswer() {
        Lane<Request> home = answers;
        Request request = home == null ? null : home.poll();
        if (request != null) {
            underWay--;
        }
        return request;
    }

    /** Sender: answers have made room; what waits for the count of requests hears of it here. */
    void answersTaken() {
        wakeWaiters();
    }

    /** Sender, in its last look. */
    boolean senderHasWork() {
        Lane<Request> home = answers;
        return home != null && !home.isEmpty();
    }

    int underWay() {
        return underWay;
    }
}
