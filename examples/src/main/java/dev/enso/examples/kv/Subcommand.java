package dev.enso.examples.kv;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A subcommand of CLIENT, CONFIG, COMMAND or PUBSUB.
 *
 * @param lowerName its name, in lower case
 * @param arity how many arguments, both names included; negative: at least so many
 * @param usage for the help
 * @param summary for the help
 */
record Subcommand(String lowerName, int arity, String usage, String summary) {
    /** What is wrong with argument 1 and the number of arguments; null when nothing is. */
    static @Nullable String check(String container, List<Subcommand> subcommands, Args args) {
        for (Subcommand subcommand : subcommands) {
            if (args.is(1, subcommand.lowerName)) {
                int arity = subcommand.arity;
                return (arity >= 0 ? args.count() == arity : args.count() >= -arity)
                        ? null
                        : Errors.arity(container.toLowerCase(Locale.ROOT) + "|" + subcommand.lowerName);
            }
        }
        return Errors.subcommand(container, args);
    }

    /** Two lines for each subcommand. */
    static void help(String container, List<Subcommand> subcommands, ReplyBuffer reply) {
        reply.array(1 + 2 * subcommands.size());
        reply.simple(container + " <subcommand> [<arg> ...]. Subcommands are:");
        for (Subcommand subcommand : subcommands) {
            reply.simple(subcommand.usage);
            reply.simple("    " + subcommand.summary);
        }
    }
}
