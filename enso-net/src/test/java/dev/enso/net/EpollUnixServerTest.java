package dev.enso.net;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class EpollUnixServerTest extends ServerContract {
    @Override
    Transport transport() {
        return Transport.epoll();
    }

    @Override
    Family family() {
        return Family.UNIX;
    }
}
