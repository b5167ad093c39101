package dev.enso.bench.compare;

import java.io.IOException;

/**
 * The memory of a store that holds many small values, as the system counts it.
 *
 * @param store the server
 */
record KvMemoryTrial(Program store) implements Trial {
    @Override
    public Layout layout() {
        return Layout.SERVER_AND_CLIENT;
    }

    @Override
    public String command() {
        return store.line() + " & then a million times SET key:NNNNNNNNNNNN VALUE (16 bytes each), and VmRSS";
    }

    @Override
    public Figures run(Lab lab) throws IOException, InterruptedException {
        try (Program.Running server = store.start(lab)) {
            long pid = server.child().pid();
            long before = ProcFiles.residentBytes(pid);
            RespFill.fill(server.port(), lab.effort().values());
            long after = ProcFiles.residentBytes(pid);
            return new Figures().with("resident", (double) after).with("grown", (double) (after - before));
        }
    }
}
