package dev.backplane.itests.ways;

import java.net.http.HttpClient.Version;

/** Streamable HTTP/1.1 over TLS. */
class HttpsWayIT extends TransportContract {

    @Override
    Talk connect() throws Exception {
        return HttpTalk.tls(secure("https"), Version.HTTP_1_1);
    }
}
