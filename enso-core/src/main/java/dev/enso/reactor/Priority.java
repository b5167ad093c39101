package dev.enso.reactor;

/**
 * The levels of tasks. Under the weighted discipline, one round of 20 polls gives the four ordinary levels {@link
 * #polls()} polls each, ready tasks taking turns inside their level, and what a level leaves unused goes down; {@link #IRQ}
 * is served before all of them, at most {@link #polls()} times a round. Round-robin disregards levels.
 */
public enum Priority {
    /** Short reactions to events. */
    IRQ(10),
    /** Served first among the ordinary levels. */
    HIGH(10),
    /** What a task gets unless told otherwise. */
    NORMAL(6),
    /** Work that may wait. */
    LOW(3),
    /** Work that only has to get done. */
    BACKGROUND(1);

    private final int polls;

    Priority(int polls) {
        this.polls = polls;
    }

    /** Polls in a round. */
    public int polls() {
        return polls;
    }
}
