package dev.enso.net;

import static org.junit.jupiter.api.Assumptions.abort;

import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class RingFileTest extends FileContract {
    @Override
    Storage storage() {
        try {
            return Storage.ioUring();
        } catch (TransportUnavailableException e) {
            return abort("not tested here: " + e.getMessage());
        }
    }

    @Override
    Transport transport() {
        return Transport.epoll();
    }
}
