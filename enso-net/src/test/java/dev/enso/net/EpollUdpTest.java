package dev.enso.net;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class EpollUdpTest extends UdpContract {
    @Override
    Transport transport() {
        return Transport.epoll();
    }
}
