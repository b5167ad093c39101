package dev.enso.net;

import dev.enso.Enso;
import dev.enso.reactor.Affinity;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapComboFactory;
import io.netty.testsuite.transport.TestsuitePermutation.BootstrapFactory;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.List;

/**
 * What Netty's tests run on: reactors on the transport that the property {@code transport} names, or, to see what fails there
 * too, Netty's stock loops when {@code stock} is true.
 */
final class Hosted {
    private static final int LOOPS = 4;
    private static final Transport TRANSPORT = Transport.named(System.getProperty("transport", "auto"));
    private static final EventLoopGroup GROUP = Boolean.getBoolean("stock") ? stock() : onReactors();

    private Hosted() {}

    private static EventLoopGroup onReactors() {
        Enso enso = Enso.builder()
                .name("suite")
                .reactors(LOOPS)
                .affinity(Affinity.none())
                .transport(TRANSPORT)
                .start();
        return Netty.group(enso.reactors());
    }

    private static EventLoopGroup stock() {
        return new MultiThreadIoEventLoopGroup(
                LOOPS,
                new DefaultThreadFactory("stock", true),
                TRANSPORT.name().equals("epoll") ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    static List<BootstrapComboFactory<ServerBootstrap, Bootstrap>> both() {
        return List.of(new BootstrapComboFactory<>() {
            @Override
            public ServerBootstrap newServerInstance() {
                return server();
            }

            @Override
            public Bootstrap newClientInstance() {
                return client();
            }
        });
    }

    static List<BootstrapFactory<ServerBootstrap>> servers() {
        return List.of(Hosted::server);
    }

    static List<BootstrapFactory<Bootstrap>> clients() {
        return List.of(Hosted::client);
    }

    private static ServerBootstrap server() {
        return new ServerBootstrap().group(GROUP).channel(Netty.serverChannel(TRANSPORT));
    }

    private static Bootstrap client() {
        return new Bootstrap().group(GROUP).channel(Netty.channel(TRANSPORT));
    }
}
