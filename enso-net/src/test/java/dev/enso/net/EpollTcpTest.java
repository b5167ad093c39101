package dev.enso.net;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class EpollTcpTest extends TcpContract {
    @Override
    Transport transport() {
        return Transport.epoll();
    }
}
