package dev.enso.net;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class EpollRegistrationTest extends RegistrationContract {
    @Override
    Transport transport() {
        return Transport.epoll();
    }
}
