package dev.enso.net;

@OnIoUring
class UringReadinessTest extends ReadinessContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
