package dev.backplane.itests.ways;

/** Streamable HTTP. */
class HttpWayIT extends TransportContract {

    @Override
    Talk connect() throws Exception {
        return HttpTalk.streamable(SERVER.endpoint());
    }
}
