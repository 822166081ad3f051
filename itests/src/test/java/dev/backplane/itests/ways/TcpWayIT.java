package dev.backplane.itests.ways;

import dev.backplane.itests.harness.Distribution;

/** Lines over TCP. */
class TcpWayIT extends TransportContract {

    @Override
    Talk connect() throws Exception {
        return LineTalk.tcp(Distribution.PAGED_TCP);
    }
}
