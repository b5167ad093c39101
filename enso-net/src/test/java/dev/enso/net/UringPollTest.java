package dev.enso.net;

@OnIoUring
class UringPollTest extends PollContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
