package dev.enso.reactor;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Says each thing once for a group of reactors. */
final class Warnings {
    private final System.Logger log = System.getLogger("dev.enso.reactor");
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    void warn(String topic, String text) {
        if (said.add(topic)) {
            log.log(System.Logger.Level.WARNING, text);
        }
    }

    void debug(String text) {
        log.log(System.Logger.Level.DEBUG, text);
    }
}
