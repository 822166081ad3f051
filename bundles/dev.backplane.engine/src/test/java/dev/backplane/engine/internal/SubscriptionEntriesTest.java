package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.spi.registry.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who listens to what, as the registry has it. */
class SubscriptionEntriesTest extends EngineTestBase {

    private static final String TOPIC = "subscription:resource:r:///one";
    private static final String LISTEN =
            "\"notifications\":{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"r:///one\",\"r:///two\"]}";

    private String subscribed() throws Exception {
        fixture.engine.addResource(resource("r:///one"), fixture.from(1));
        String session = fixture.open("2025-06-18");
        subscription(session, "subscribe");
        return session;
    }

    private void subscription(String session, String verb) throws Exception {
        String body = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"resources/" + verb
                + "\",\"params\":{\"uri\":\"r:///one\"}}";
        assertThat(fixture.legacy(session, body).body()).contains("\"result\":{}");
    }

    private List<Entry> entries(String kind) {
        return fixture.registry.entries(kind).toList();
    }

    @Test
    void subscription_ofASession_goesWithUnsubscribeAndWithTheSession() throws Exception {
        String session = subscribed();
        subscription(session, "subscribe");
        assertThat(entries(TOPIC))
                .singleElement()
                .satisfies(entry -> assertThat(entry.owner().kind()).isEqualTo("session"));
        subscription(session, "unsubscribe");
        assertThat(entries(TOPIC)).isEmpty();
        subscription(session, "subscribe");
        fixture.engine.end(new FakeExchange().with(Sessions.HEADER, session));
        assertThat(entries(TOPIC)).isEmpty();
        assertThat(entries("session")).isEmpty();
    }

    @Test
    void listener_isEnteredUnderEachTopic_andGoesWithItsConnection() throws Exception {
        FakeExchange.Stream stream =
                fixture.modern("subscriptions/listen", LISTEN).opened();
        assertThat(entries("listener")).singleElement().satisfies(entry -> {
            assertThat(entry.owner().kind()).isEqualTo("connection");
            assertThat(entry.metadata()).containsEntry("address", "127.0.0.1");
            assertThat(fixture.registry.owned(entry.owner())).hasSize(4);
        });
        assertThat(entries(TOPIC)).hasSize(1);
        assertThat(entries("subscription:list:toolsListChanged")).hasSize(1);
        stream.close();
        assertThat(fixture.registry.size()).isZero();
    }

    @Test
    void listener_thatCannotBeToldAnyMore_goes() throws Exception {
        FakeExchange.Stream stream =
                fixture.modern("subscriptions/listen", LISTEN).opened();
        stream.closeActions.clear();
        stream.close();
        fixture.changes.resourceUpdated("r:///one");
        assertThat(fixture.registry.size()).isZero();
    }

    @Test
    void registry_swapped_allSubscribersAreToldOnce() throws Exception {
        String session = subscribed();
        FakeExchange.Stream legacy = fixture.listen(session);
        FakeExchange.Stream modern =
                fixture.modern("subscriptions/listen", LISTEN).opened();
        assertThat(modern.next()).contains("acknowledged");
        fixture.registry.swap();
        fixture.changes.resourceUpdated("r:///one");
        assertThat(legacy.messages).singleElement().asString().contains("notifications/resources/updated");
        assertThat(modern.messages).singleElement().asString().contains("notifications/resources/updated");
        fixture.registry.swap();
        modern.close();
        fixture.engine.end(new FakeExchange().with(Sessions.HEADER, session));
        assertThat(entries(TOPIC)).isEmpty();
        assertThat(entries("listener")).isEmpty();
    }
}
