package dev.backplane.itests.ways;

/** Lines over a Unix domain socket. */
class UnixWayIT extends TransportContract {

    @Override
    Talk connect() throws Exception {
        return LineTalk.unix(SERVER.socket());
    }
}
