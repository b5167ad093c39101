package dev.enso.net;

@OnIoUring
class UringWakingTest extends WakingContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
