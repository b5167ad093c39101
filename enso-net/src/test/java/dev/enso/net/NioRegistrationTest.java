package dev.enso.net;

class NioRegistrationTest extends RegistrationContract {
    @Override
    Transport transport() {
        return Transport.nio();
    }
}
