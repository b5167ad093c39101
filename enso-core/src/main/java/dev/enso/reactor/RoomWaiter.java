package dev.enso.reactor;

import dev.enso.core.Waker;
import org.jspecify.annotations.Nullable;

/**
 * One sending task that waits for room in a mailbox. It travels to the actor's reactor, waits there, and may travel again
 * once it was woken.
 *
 * <pre>
 * word     value     meaning                                  written by
 * away     false     with the sender                          the owner, before it wakes (volatile); false at first
 *          true      on its way to the owner, or kept there   the sender, before it goes
 * waker    null      nobody waits (any more)                  the sender
 *          a waker   wake it when there is room               the sender, before it goes and in each poll (volatile)
 * </pre>
 */
final class RoomWaiter extends Inbound {
    private final ActorLoop<?, ?> loop;
    private volatile boolean away;
    private volatile @Nullable Waker waker;

    RoomWaiter(ActorLoop<?, ?> loop) {
        this.loop = loop;
    }

    /** Sender: wakes when it is worth trying again. */
    void await(Waker sender) {
        waker = sender;
        if (!away) {
            away = true;
            loop.reactor.enter(this);
        }
    }

    /** Sender: it does not wait any more; the room it may have been woken for goes to the next. */
    void giveUp() {
        if (waker != null) {
            waker = null;
            loop.wake();
        }
    }

    /** Sender: it got in. */
    void gotIn() {
        waker = null;
    }

    @Override
    void arrive() {
        loop.mailbox.await(this);
        loop.mailbox.announceRoom();
    }

    /** The reactor has stopped: the sender will find the actor closed. */
    @Override
    void strand() {
        wakeSender();
    }

    boolean hasGivenUp() {
        return waker == null;
    }

    /** Owner; answers false when nobody waits. */
    boolean wakeSender() {
        // In this order: a sender that reads true has written its waker before, and this read finds it.
        away = false;
        Waker sender = waker;
        if (sender == null) {
            return false;
        }
        try {
            sender.wake();
        } catch (Throwable failure) {
            loop.reactor.failures.tell("waking who waits for room in the mailbox of " + loop, failure);
        }
        return true;
    }
}
