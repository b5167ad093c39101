/** The algebra, the channel contract and the reactor. */
@SuppressWarnings("module") // the queues come later
module dev.enso.core {
    requires static transitive org.jspecify;
    requires java.management;
    requires org.jctools.core.jdk11;

    exports dev.enso.core;
    exports dev.enso.channel;
    exports dev.enso.reactor;
    exports dev.enso.ring to
            dev.enso.queues;
}
