package dev.enso;

import dev.enso.net.Transport;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class EpollEnsoTest extends EnsoContract {
    @Override
    Transport transport() {
        return Transport.epoll();
    }
}
