package dev.enso.net;

class PoolFileTest extends FileContract {
    @Override
    Storage storage() {
        return Storage.pool("test", 2);
    }

    @Override
    Transport transport() {
        return Transport.nio();
    }
}
