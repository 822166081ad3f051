package dev.backplane.itests.checklist;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.ailing.AilTool;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Probe;
import dev.backplane.itests.harness.Shell;
import dev.backplane.itests.harness.TestBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** The platform with what makes it ail, and its checklist, as a script reads it. For one thread. */
final class Patient {
    static final String OPTIMAL = "optimal";

    private static final Duration BOUND = Duration.ofSeconds(20);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static Patient shared;

    private final Distribution backplane = Distribution.checklist();

    private Patient() {
        backplane.shell("bundle:install -s " + TestBundle.of(AilTool.class).toUri());
        Await.until("the tool", BOUND, () -> backplane.shell("mcp:tools ail").contains("ail"));
    }

    static synchronized Patient shared() {
        if (shared == null || !shared.backplane.alive()) {
            shared = new Patient();
        }
        return shared;
    }

    Distribution backplane() {
        return backplane;
    }

    /** Does something to it. */
    void ail(String operation, String text, int number) {
        call("ail", "{\"operation\":\"%s\",\"text\":\"%s\",\"number\":%d}".formatted(operation, text, number));
    }

    void call(String tool, String arguments) {
        try {
            assertThat(Probe.call(backplane.endpoint(), tool, arguments, 60)).doesNotContain("isError\":true");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Measures one check now. */
    JsonObject check(String id) {
        return report(id, "").getAsJsonArray("checks").get(0).getAsJsonObject();
    }

    /** Does what a check says as soon as it says something, and gives the verdict before and after. */
    JsonObject apply(String id) {
        JsonObject[] report = new JsonObject[1];
        Await.until("something to do about " + id, BOUND, () -> {
            report[0] = report(id, " --apply --yes");
            return !report[0].getAsJsonArray("applied").isEmpty();
        });
        return report[0].getAsJsonArray("applied").get(0).getAsJsonObject();
    }

    /** Runs {@code mcp:checklist}, which fails where anything is a bottleneck. */
    JsonObject report(String of, String options) {
        String text;
        try {
            text = backplane.shell("mcp:checklist --json" + options + " " + of);
        } catch (Shell.ShellFailure e) {
            text = e.getMessage();
        }
        String all = text;
        return JsonParser.parseString(text.lines()
                        .filter(line -> line.startsWith("{"))
                        .reduce((first, second) -> second)
                        .orElseThrow(() -> new AssertionError(all)))
                .getAsJsonObject();
    }

    void demand(String id, String verdict) {
        JsonObject[] last = new JsonObject[1];
        try {
            Await.until(id + " " + verdict, BOUND, () -> {
                last[0] = check(id);
                return verdict(last[0]).equals(verdict);
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ": " + last[0], e);
        }
    }

    /** Waits until a check has a figure that is not optimal, and gives what it says: one that ran out of time has none. */
    JsonObject demandIll(String id) {
        JsonObject[] last = new JsonObject[1];
        try {
            Await.until(id + " not optimal", BOUND, () -> {
                last[0] = check(id);
                return !verdict(last[0]).equals(OPTIMAL) && last[0].has("figure");
            });
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + ": " + last[0], e);
        }
        return last[0];
    }

    /** Demands that a check is ill, does what it says, which is to be this, and demands that it is well. */
    void cure(String id, String command) {
        demandIll(id);
        JsonObject applied = apply(id);
        assertThat(applied.get("command").getAsString()).isEqualTo(command);
        demand(id, OPTIMAL);
    }

    static String verdict(JsonObject check) {
        return check.get("verdict").getAsString();
    }

    static String action(JsonObject check) {
        return check.getAsJsonObject("action").get("text").getAsString();
    }

    /** Opens a legacy session, and gives its id. */
    String open() {
        HttpResponse<String> answer = post(null, """
                {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",\
                "capabilities":{},"clientInfo":{"name":"patient","version":"1"}}}""");
        String id = answer.headers().firstValue("Mcp-Session-Id").orElseThrow();
        post(id, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
        return id;
    }

    /** Sends a message of a session, and gives the status. */
    int ping(String session) {
        return post(session, "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"ping\"}")
                .statusCode();
    }

    private HttpResponse<String> post(String session, String message) {
        HttpRequest.Builder request = HttpRequest.newBuilder(backplane.endpoint())
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(message));
        if (session != null) {
            request.header("Mcp-Session-Id", session);
        }
        try {
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
