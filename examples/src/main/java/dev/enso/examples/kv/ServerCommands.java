package dev.enso.examples.kv;

import java.util.List;

/** Commands about the server. */
final class ServerCommands {
    private ServerCommands() {}

    static List<Command> all() {
        return List.of(
                Command.atShards("INFO", -1, new InfoCommand()),
                Command.atShards("CONFIG", -2, new ConfigCommand()),
                Command.atConnection("COMMAND", -1, new CommandCommand()));
    }
}
