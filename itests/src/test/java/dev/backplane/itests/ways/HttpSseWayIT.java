package dev.backplane.itests.ways;

/** HTTP+SSE, as of 2024-11-05. */
class HttpSseWayIT extends TransportContract {

    @Override
    Talk connect() throws Exception {
        return HttpTalk.sse(SERVER.endpoint());
    }
}
