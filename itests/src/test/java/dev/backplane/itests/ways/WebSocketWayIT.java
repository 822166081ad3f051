package dev.backplane.itests.ways;

import static org.assertj.core.api.Assertions.assertThat;

/** A WebSocket over TLS. */
class WebSocketWayIT extends TransportContract {

    @Override
    Talk connect() throws Exception {
        return new WebSocketTalk(secure("wss"));
    }

    /** RFC 6455 has a code for it. */
    @Override
    void refuses(Talk talk, String tooLarge) throws Exception {
        talk.say(tooLarge);
        assertThat(talk.next()).startsWith("1009");
    }
}
