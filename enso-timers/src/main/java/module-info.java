/** The hierarchical wheel and the interval list. */
module dev.enso.timers {
    requires transitive dev.enso.core;

    exports dev.enso.timers;
}
