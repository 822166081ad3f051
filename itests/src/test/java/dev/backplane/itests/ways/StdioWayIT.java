package dev.backplane.itests.ways;

/** bin/mcp-stdio. */
class StdioWayIT extends TransportContract {

    @Override
    Talk connect() throws Exception {
        return LineTalk.stdio(SERVER.stdio());
    }
}
