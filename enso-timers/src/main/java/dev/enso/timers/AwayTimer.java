package dev.enso.timers;

import dev.enso.core.Waker;
import dev.enso.reactor.CoreContext;
import org.jspecify.annotations.Nullable;

/**
 * A timer of one reactor that another keeps. Two letters travel for it: one goes to the keeper to arm it and comes back when
 * it has fired or was taken out; the other goes there to take it out and comes back at once. Whoever holds a letter may touch
 * what belongs to the timer over there, so that no word is shared; it may be used again when both are home.
 */
final class AwayTimer {
    private final AwayTimers home;
    final int slot;
    final ArmLetter arm = new ArmLetter();
    final CancelLetter cancel = new CancelLetter();

    // Home only.
    long generation;
    long deadline;
    /** Who is to be woken; null when it was cancelled, has fired, or is not in use. */
    @Nullable Waker waker;
    /** The letter that arms is away. */
    boolean armIsAway;
    /** The letter that cancels is away. */
    boolean cancelIsAway;
    /** It is among those that have fired and are to be told of. */
    boolean isListed;
    /** The next among those that have fired and are to be told of. */
    @Nullable AwayTimer nextFired;
    /** Why the keeper has refused it: written there before the letter leaves, read at home. */
    @Nullable Throwable refusal;

    AwayTimer(AwayTimers home, int slot) {
        this.home = home;
        this.slot = slot;
    }

    /** Arms; fires at the keeper, as a waker of its timers. */
    final class ArmLetter extends Letter implements Waker {
        private boolean outward;
        /** Keeper only: in the keeper's timers, 0 when it is not. */
        private long handle;
        /** Keeper only: the way home. */
        private @Nullable Outbox back;

        void leave() {
            outward = true;
        }

        @Override
        public void deliver(CoreContext at) {
            if (!outward) {
                home.cameHome(AwayTimer.this);
                return;
            }
            back = home.outboxAt(at);
            try {
                handle = at.alarms().arm(deadline, this);
            } catch (RuntimeException | Error refused) {
                refusal = refused;
                goHome();
            }
        }

        /** The keeper's timers: its time has come. */
        @Override
        public void wake() {
            handle = 0;
            goHome();
        }

        void takeOut(CoreContext at) {
            if (handle != 0 && at.alarms().cancel(handle)) {
                handle = 0;
                goHome();
            }
        }

        private void goHome() {
            outward = false;
            Outbox way = back;
            if (way != null) {
                way.send(this);
            }
        }

        @Override
        public String toString() {
            return "a timer of " + home + " due at " + deadline;
        }
    }

    /** Cancels. */
    final class CancelLetter extends Letter {
        private boolean outward;

        void leave() {
            outward = true;
        }

        @Override
        public void deliver(CoreContext at) {
            if (!outward) {
                home.cancelCameHome(AwayTimer.this);
                return;
            }
            arm.takeOut(at);
            outward = false;
            home.outboxAt(at).send(this);
        }

        @Override
        public String toString() {
            return "the end of a timer of " + home;
        }
    }
}
