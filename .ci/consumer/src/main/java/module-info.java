module consumer {
    requires dev.enso.net;
}
