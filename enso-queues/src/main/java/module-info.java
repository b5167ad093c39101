/** The queue backends behind the channel contract. */
module dev.enso.queues {
    requires transitive dev.enso.core;
    requires org.jctools.core.jdk11;

    exports dev.enso.queues;
}
