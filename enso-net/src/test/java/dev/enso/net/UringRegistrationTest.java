package dev.enso.net;

@OnIoUring
class UringRegistrationTest extends RegistrationContract {
    @Override
    Transport transport() {
        return Transport.ioUring();
    }
}
