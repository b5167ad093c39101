package dev.enso.net;

import java.lang.module.ModuleDescriptor;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The Netty on the path. Build tools like to bring an older one, whose classes then fail at odd places; so it is looked at
 * before anything of it is used.
 */
final class NettyVersion {
    /** What this was built and tested with. */
    static final String BUILT_WITH = "4.2.18.Final";

    private static final List<Artefact> ARTEFACTS = List.of(
            new Artefact("netty-common", "io.netty.util.Version"),
            new Artefact("netty-transport", "io.netty.channel.Channel"),
            new Artefact("netty-transport-native-unix-common", "io.netty.channel.unix.Socket"),
            new Artefact("netty-transport-classes-epoll", "io.netty.channel.epoll.Epoll"),
            new Artefact("netty-transport-classes-kqueue", "io.netty.channel.kqueue.KQueue"),
            new Artefact("netty-transport-classes-io_uring", "io.netty.channel.uring.IoUring"));

    /** Of netty-common, and not older than the interfaces that are used. */
    private static final String SINCE_4_2 = "io.netty.util.concurrent.ThreadAwareExecutor";

    private static final Pattern NUMBERS = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

    private NettyVersion() {}

    /**
     * Refuses an older Netty. One that is missing is no concern of this check: loading will say so.
     *
     * @throws TransportUnavailableException when an artefact is older than {@link #BUILT_WITH}
     */
    static void ensureNotOlder(ClassLoader loader) {
        for (Artefact artefact : ARTEFACTS) {
            Class<?> witness = load(artefact.witness(), loader);
            if (witness != null) {
                ensureNotOlder(versionOf(witness), artefact.name());
            }
        }
        if (load(ARTEFACTS.get(0).witness(), loader) != null && load(SINCE_4_2, loader) == null) {
            ensureNotOlder("4.1.0 or older", ARTEFACTS.get(0).name());
        }
    }

    static void ensureNotOlder(@Nullable String found, String artefact) {
        if (found != null && isOlder(found, BUILT_WITH)) {
            throw new TransportUnavailableException(
                    "Netty " + found + " is on the path (" + artefact + "), and Ensō needs " + BUILT_WITH
                            + " or newer: raise Netty's version in your build, for example by importing"
                            + " io.netty:netty-bom:" + BUILT_WITH
                            + ", or choose the transport nio, which needs no Netty",
                    null);
        }
    }

    /** Compares by the three numbers; what has none is not older. */
    static boolean isOlder(String version, String than) {
        Matcher left = NUMBERS.matcher(version);
        Matcher right = NUMBERS.matcher(than);
        if (!left.matches() || !right.matches()) {
            return false;
        }
        for (int part = 1; part <= 3; part++) {
            int difference = Long.compare(Long.parseLong(left.group(part)), Long.parseLong(right.group(part)));
            if (difference != 0) {
                return difference < 0;
            }
        }
        return false;
    }

    /** Null when it isn't known: a jar into which Netty was merged names its own version. */
    private static @Nullable String versionOf(Class<?> witness) {
        String title = witness.getPackage().getImplementationTitle();
        if (title != null && title.startsWith("Netty")) {
            return witness.getPackage().getImplementationVersion();
        }
        ModuleDescriptor module = witness.getModule().getDescriptor();
        return module == null ? null : module.rawVersion().orElse(null);
    }

    private static @Nullable Class<?> load(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    /**
     * What is used of Netty.
     *
     * @param witness a class that all its versions have
     */
    private record Artefact(String name, String witness) {}
}
