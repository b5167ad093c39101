package dev.enso;

import dev.enso.net.Transport;

class NioEnsoTest extends EnsoContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
