package dev.enso.net;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class EpollNettySocketsTest extends NettySocketsContract {
    @Override
    Transport transport() {
        return Transport.epoll();
    }
}
