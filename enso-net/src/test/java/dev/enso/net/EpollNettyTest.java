package dev.enso.net;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class EpollNettyTest extends NettyContract {
    @Override
    Transport transport() {
        return Transport.epoll();
    }
}
