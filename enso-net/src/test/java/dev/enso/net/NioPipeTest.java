package dev.enso.net;

class NioPipeTest extends PipeContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
