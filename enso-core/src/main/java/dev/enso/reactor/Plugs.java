package dev.enso.reactor;

import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Makes what a reactor is given from outside, in the order in which a turn polls it: timers, I/O, the rest. */
record Plugs(Poller[] pollers, Parker parker) {
    static Plugs into(CoreContext core, Blueprint blueprint) {
        core.plug(core.reactor());
        core.plug(core.bus());
        core.plug(core);
        ArrayList<Poller> pollers = new ArrayList<>();
        Parker parker = null;
        if (blueprint.timers != null) {
            add(core, pollers, blueprint.timers.apply(core));
        }
        if (blueprint.io != null) {
            Poller io = blueprint.io.apply(core);
            add(core, pollers, io);
            parker = (Parker) io;
        }
        for (var source : blueprint.pollers) {
            add(core, pollers, source.apply(core));
        }
        return new Plugs(pollers.toArray(new Poller[0]), parkerOr(parker, core, blueprint));
    }

    private static void add(CoreContext core, ArrayList<Poller> pollers, Poller poller) {
        core.plug(poller);
        pollers.add(poller);
    }

    private static Parker parkerOr(@Nullable Parker io, CoreContext core, Blueprint blueprint) {
        if (io != null) {
            return io;
        }
        if (blueprint.parker == null) {
            return new ThreadParker(core.clock());
        }
        Parker parker = blueprint.parker.apply(core);
        core.plug(parker);
        return parker;
    }
}
