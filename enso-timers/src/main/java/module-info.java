/** The hierarchical wheel and the interval list. */
module dev.enso.timers {
    requires transitive dev.enso.core;
    requires static org.jspecify;

    exports dev.enso.timers;
}
