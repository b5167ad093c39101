package dev.enso.net;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class EpollPipingTest extends PipingContract {
    @Override
    Transport transport() {
        return Transport.epoll();
    }
}
