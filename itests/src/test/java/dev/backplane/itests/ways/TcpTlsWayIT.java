package dev.backplane.itests.ways;

import dev.backplane.itests.harness.Distribution;
import dev.backplane.transport.tls.TestKeys;

/** Lines over TCP with TLS. */
class TcpTlsWayIT extends TransportContract {

    @Override
    Talk connect() throws Exception {
        return LineTalk.tls(Distribution.PAGED_TCP_TLS, TestKeys.client());
    }
}
