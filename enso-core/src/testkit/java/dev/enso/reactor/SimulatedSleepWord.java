package dev.enso.reactor;

/** The production word, with places before and after each access at which others may run. */
final class SimulatedSleepWord extends SleepWord {
    private final SimulatedThread thread;
    private final SimulatedHost host;

    SimulatedSleepWord(SimulatedThread thread) {
        this.thread = thread;
        this.host = thread.host();
    }

    @Override
    void fallAsleep() {
        host.director.between("is about to say it sleeps");
        super.fallAsleep();
        host.director.between("has said it sleeps");
    }

    /** Parking returned at once; the word changes when the thread goes on. */
    @Override
    void wakeUp() {
        if (!thread.isParked()) {
            super.wakeUp();
        }
    }

    void wakeUpNow() {
        super.wakeUp();
    }

    /** Called behind a full fence: what the caller has written is there for everybody. */
    @Override
    boolean claimWake() {
        host.fence();
        host.director.between("is about to look who sleeps");
        return super.claimWake();
    }
}
