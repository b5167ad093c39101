package dev.enso.examples;

import dev.enso.examples.cases.FastDeliveryCommand;
import dev.enso.examples.cases.LoadBalancingCommand;
import dev.enso.examples.chat.ChatCommand;
import dev.enso.examples.demo.DemoCommand;
import dev.enso.examples.echo.EchoCommand;
import dev.enso.examples.files.CpCommand;
import dev.enso.examples.files.TailCommand;
import dev.enso.examples.http.HttpCommand;
import dev.enso.examples.kv.KvCommand;
import dev.enso.examples.load.LoadCommand;
import dev.enso.examples.node.ConsoleCommand;
import dev.enso.examples.node.NodeCommand;
import dev.enso.examples.proxy.ProxyCommand;
import dev.enso.examples.queues.QueuesCommand;
import dev.enso.examples.rings.PublisherCommand;
import dev.enso.examples.rings.SubscriberCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IExecutionExceptionHandler;

/** The one entrance to all examples. Exit codes: 0 done, 1 failed with a message, 2 not understood. */
@Command(
        name = "enso-examples",
        description = "Runnable examples of Ensō, a thread-per-core reactor runtime.",
        mixinStandardHelpOptions = true,
        version = "Ensō examples 0.1.0",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ChatCommand.class,
            ConsoleCommand.class,
            CpCommand.class,
            DemoCommand.class,
            EchoCommand.class,
            FastDeliveryCommand.class,
            HttpCommand.class,
            KvCommand.class,
            LoadCommand.class,
            LoadBalancingCommand.class,
            NodeCommand.class,
            PublisherCommand.class,
            SubscriberCommand.class,
            ProxyCommand.class,
            QueuesCommand.class,
            TailCommand.class,
            HelpCommand.class
        })
public final class Main {
    private Main() {}

    /** Runs one subcommand. */
    public static void main(String[] arguments) {
        System.exit(run(commands(), arguments));
    }

    static CommandLine commands() {
        return new CommandLine(new Main()).setExecutionExceptionHandler(sayWhatFailed());
    }

    static int run(CommandLine commands, String... arguments) {
        if (arguments.length == 0) {
            commands.usage(commands.getErr());
            return CommandLine.ExitCode.USAGE;
        }
        return commands.execute(arguments);
    }

    /** What a user can do something about is one line; a stack is for those who ask for it. */
    private static IExecutionExceptionHandler sayWhatFailed() {
        return (failure, command, parsed) -> {
            PrintWriter err = command.getErr();
            err.println(command.getCommandName() + ": " + message(failure));
            if (Boolean.getBoolean("enso.examples.stack")) {
                failure.printStackTrace(err);
            }
            err.flush();
            return CommandLine.ExitCode.SOFTWARE;
        };
    }

    private static String message(Throwable failure) {
        String text = failure.getMessage();
        return text == null ? failure.toString() : text;
    }
}
