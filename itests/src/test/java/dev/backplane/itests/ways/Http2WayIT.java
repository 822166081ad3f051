package dev.backplane.itests.ways;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient.Version;

/** Streamable HTTP over HTTP/2 and TLS. */
class Http2WayIT extends TransportContract {

    @Override
    Talk connect() throws Exception {
        return HttpTalk.tls(secure("https"), Version.HTTP_2);
    }

    /**
     * The 413 and the RST_STREAM (NO_ERROR) after it are on the wire at once, but the JDK's client looks at no answer before it
     * has sent its request whole, and waits for a window. So this sees that the connection goes on; H2Test sees the answer.
     */
    @Override
    void refuses(Talk talk, String tooLarge) throws Exception {
        talk.say(tooLarge);
        for (int i = 0; i < 3; i++) {
            assertThat(talk.answer("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\"}")
                            .has("result"))
                    .isTrue();
        }
    }
}
