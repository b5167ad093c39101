package dev.enso.net;

class NioPollTest extends PollContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
