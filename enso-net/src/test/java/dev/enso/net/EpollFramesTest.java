package dev.enso.net;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class EpollFramesTest extends FramesContract {
    @Override
    Transport transport() {
        return Transport.epoll();
    }
}
