package dev.enso.bench;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/** The loops that stand beside ours. */
final class Peers {
    private Peers() {}

    static EventLoopGroup nettyLoop(int threads) {
        IoHandlerFactory handler = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(threads, handler);
    }

    /**
     * Starts each command as a virtual thread.
     *
     * @throws IllegalStateException where the JDK has none
     */
    static Executor virtualThreads() {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            ThreadFactory factory = (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
            return command -> factory.newThread(command).start();
        } catch (NoSuchMethodException older) {
            throw new IllegalStateException(
                    "this JDK has no virtual threads: run this benchmark on 21 or later", older);
        } catch (ClassNotFoundException | IllegalAccessException | InvocationTargetException e) {
            throw new LinkageError("this JDK has virtual threads and does not make them", e);
        }
    }
}
