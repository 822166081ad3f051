package dev.backplane.itests.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.harness.Distribution;
import dev.backplane.itests.harness.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The console and the checklist's page: over plain HTTP, and in a real Chromium, where this machine has one. */
class ConsoleIT {

    private static final String USER = "console-operator";
    private static final String PASSWORD = "of the console";
    private static final Distribution BACKPLANE = Distribution.checklist();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static Chromium browser;

    @BeforeAll
    static void user() throws IOException, InterruptedException {
        BACKPLANE.append(
                "etc/users.properties", USER + " = " + PASSWORD + ",_g_:admingroup\nonlooker = looks,viewer\n");
        Optional<Path> program = Chromium.program();
        if (program.isPresent()) {
            browser = Chromium.start(program.get());
        }
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    private static URI page(String path) {
        return BACKPLANE.endpoint().resolve(path);
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(page(path));
        return CLIENT.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(page(path))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return CLIENT.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static String credentials(String user, String password) {
        return "{\"user\":\"" + user + "\",\"password\":\"" + password + "\"}";
    }

    @Test
    void checklist_isHtmlOrJson() throws Exception {
        HttpResponse<String> html = get("/checklist", "Accept", "text/html,*/*");
        assertThat(html.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(html.body()).contains("Registry", "Native dependencies", "immediate", "long term", "Next steps");
        JsonObject byName =
                JsonParser.parseString(get("/checklist.json").body()).getAsJsonObject();
        JsonObject byType = JsonParser.parseString(
                        get("/checklist", "Accept", "application/json").body())
                .getAsJsonObject();
        assertThat(byName.getAsJsonArray("layers")).hasSize(12);
        assertThat(byType.getAsJsonArray("layers")).hasSize(12);
        assertThat(byName.keySet()).contains("score", "grade", "checks", "priorities", "nextSteps");
        assertThat(get("/checklist/none").statusCode()).isEqualTo(404);
    }

    @Test
    void change_withoutOperatorOrSecret_isRefused() throws Exception {
        String swap = "{\"slot\":\"registry\",\"variant\":\"sharded\"}";
        assertThat(post("/console/swap", swap).statusCode()).isEqualTo(401);
        String call = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\"}}";
        assertThat(post("/console/rpc", call).statusCode()).isEqualTo(401);
        assertThat(post("/console/login", credentials("onlooker", "looks")).statusCode())
                .as("a user without the role")
                .isEqualTo(403);
        HttpResponse<String> login = post("/console/login", credentials(USER, PASSWORD));
        String cookie = login.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(login.statusCode()).isEqualTo(200);
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict");
        assertThat(post("/console/swap", swap, "Cookie", cookie.split(";", 2)[0])
                        .statusCode())
                .as("a cookie alone")
                .isEqualTo(403);
        assertThat(post("/console/login", credentials(USER, PASSWORD), "Origin", "http://evil.example")
                        .statusCode())
                .isEqualTo(403);
        assertThat(BACKPLANE.log()).contains("swap refused: without the page's secret");
    }

    @Test
    void page_inChromium_showsSwapsAndCalls() throws Exception {
        Assumptions.assumeTrue(browser != null, "no Chromium on the PATH");
        browser.look(1280, 900, "light");
        browser.open(page("/console"));
        browser.await("live figures", "document.getElementById('grade')?.textContent.match(/[A-F]/) !== null");
        browser.await("the slots", "document.getElementById('swap-registry') !== null");
        assertThat(browser.value("document.querySelectorAll('#layers > li').length"))
                .isEqualTo("12");
        assertThat(browser.value("document.getElementById('swap-registry').disabled"))
                .isEqualTo("true");

        login("not it");
        browser.await("refusal", "document.getElementById('login-said').textContent.startsWith('Refused')");
        assertThat(browser.value("document.getElementById('user').textContent")).isEqualTo("Read-only");
        browser.press("Escape", 27);
        login(PASSWORD);
        browser.await("operator", "document.getElementById('user').textContent === 'Operator " + USER + "'");

        swap("sharded");
        swap("single");
        assertThat(browser.value("document.getElementById('swap-rows').textContent"))
                .contains("sharded");

        browser.value(
                "(s => {s.value = 'echo'; s.dispatchEvent(new Event('change'))})(document.getElementById('tool'))");
        browser.click("#field-message");
        browser.type("from the console <b>");
        browser.click("#call");
        browser.await("answer", "document.getElementById('result').textContent === 'from the console <b>'");
        browser.await("charts", "times.length > 2");
        for (String scheme : new String[] {"light", "dark"}) {
            shoot(1280, scheme);
            shoot(390, scheme);
        }
        browser.click("#logout");
        browser.await("logged out", "document.getElementById('user').textContent === 'Read-only'");
        assertThat(browser.complaints()).allMatch(complaint -> complaint.contains("403"), "but for the refused login");
        assertThat(BACKPLANE.log()).contains(USER + " from 127.0.0.1: swap registry to sharded");
    }

    /** By keys alone. */
    private static void login(String password) {
        browser.value("document.getElementById('open-login').focus()");
        browser.press("Enter", 13);
        browser.await("dialog", "document.getElementById('login').open");
        browser.value("document.getElementById('name').select()");
        browser.type(USER);
        browser.press("Tab", 9);
        browser.type(password);
        browser.press("Enter", 13);
    }

    private static void swap(String variant) {
        browser.value("document.getElementById('variant-registry').value = '" + variant + "'");
        browser.click("#swap-registry");
        browser.await(
                "swapped",
                "document.getElementById('swap-said').textContent.startsWith('registry is " + variant + "')");
        browser.await(
                "shown",
                "document.querySelector('#variant-registry') !== null && ![...document.querySelectorAll('#variant-registry"
                        + " option')].some(option => option.value === '" + variant + "')");
    }

    private static void shoot(int width, String scheme) throws IOException {
        browser.look(width, width < 600 ? 844 : 1000, scheme);
        browser.await(
                "redrawn",
                "matchMedia('(prefers-color-scheme: " + scheme + ")').matches && innerWidth === " + width
                        + " && CHARTS[0].plot.width === CHARTS[0].box.clientWidth");
        assertThat(browser.value("document.documentElement.scrollWidth <= innerWidth"))
                .as("no sideways scrolling at " + width)
                .isEqualTo("true");
        browser.value("scrollTo({top: 0, behavior: 'instant'})");
        browser.shoot(Settings.target().resolve("console/" + width + "-" + scheme + ".png"));
    }
}
