package dev.backplane.itests.console;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.backplane.itests.harness.Await;
import dev.backplane.itests.harness.Commands;
import dev.backplane.itests.harness.Settings;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A headless Chromium with one page, driven by its DevTools protocol. For one thread. */
final class Chromium implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Pattern LISTENING = Pattern.compile("DevTools listening on ws://127\\.0\\.0\\.1:(\\d+)/");

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger ids = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonObject>> waiting = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Chromium(Process process, URI page, HttpClient client) {
        this.process = process;
        this.socket =
                client.newWebSocketBuilder().buildAsync(page, new Reader()).join();
        send("Page.enable", Map.of());
        send("Runtime.enable", Map.of());
        send("Log.enable", Map.of());
    }

    /** Returns the program, if this machine has it. */
    static Optional<Path> program() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> List.of("chromium", "chromium-browser", "google-chrome", "chrome").stream()
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    static Chromium start(Path program) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(Files.createDirectories(Settings.target()), "chromium");
        Path output = folder.resolve("output");
        Process process = Commands.start(
                folder,
                Map.of(),
                output,
                List.of(
                        program.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + folder.resolve("profile"),
                        "about:blank"));
        try {
            Await.until("Chromium listens", PATIENCE, () -> listening(output).find());
            Matcher port = listening(output);
            HttpClient client = HttpClient.newHttpClient();
            String pages = port.find()
                    ? client.send(
                                    HttpRequest.newBuilder(
                                                    URI.create("http://127.0.0.1:" + port.group(1) + "/json/list"))
                                            .build(),
                                    HttpResponse.BodyHandlers.ofString())
                            .body()
                    : "[]";
            for (var page : JsonParser.parseString(pages).getAsJsonArray()) {
                JsonObject target = page.getAsJsonObject();
                if (target.get("type").getAsString().equals("page")) {
                    return new Chromium(
                            process,
                            URI.create(target.get("webSocketDebuggerUrl").getAsString()),
                            client);
                }
            }
            throw new IllegalStateException("Chromium has no page: " + pages);
        } catch (RuntimeException | IOException | InterruptedException e) {
            end(process);
            throw e;
        }
    }

    private static Matcher listening(Path output) {
        try {
            return LISTENING.matcher(Files.exists(output) ? Files.readString(output) : "");
        } catch (IOException e) {
            return LISTENING.matcher("");
        }
    }

    /** What the page has thrown or logged as an error, such as what its policy forbids. */
    List<String> complaints() {
        return complaints;
    }

    void open(URI page) {
        send("Page.navigate", Map.of("url", page.toString()));
    }

    /** Sets the window's width and the colours that the user prefers. */
    void look(int width, int height, String scheme) {
        send(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        JsonObject feature = new JsonObject();
        feature.addProperty("name", "prefers-color-scheme");
        feature.addProperty("value", scheme);
        JsonArray features = new JsonArray();
        features.add(feature);
        JsonObject media = new JsonObject();
        media.add("features", features);
        send("Emulation.setEmulatedMedia", media);
    }

    /** Returns what an expression is, as text. */
    String value(String expression) {
        JsonObject result = send("Runtime.evaluate", Map.of("expression", "String(" + expression + ")"));
        return result.getAsJsonObject("result").get("value").getAsString();
    }

    void await(String what, String condition) {
        Await.until(what, PATIENCE, () -> value(condition).equals("true"));
    }

    /** Presses the mouse's button over the element. */
    void click(String selector) {
        await(selector + " is there", "document.querySelector('" + selector + "') !== null");
        String[] at = value("(e => {e.scrollIntoView({block:'center',behavior:'instant'});"
                        + "const r = e.getBoundingClientRect(); return (r.x + r.width / 2) + ' ' + (r.y + r.height / 2)})"
                        + "(document.querySelector('" + selector + "'))")
                .split(" ");
        for (String type : List.of("mousePressed", "mouseReleased")) {
            send(
                    "Input.dispatchMouseEvent",
                    Map.of(
                            "type",
                            type,
                            "x",
                            Double.parseDouble(at[0]),
                            "y",
                            Double.parseDouble(at[1]),
                            "button",
                            "left",
                            "clickCount",
                            1));
        }
    }

    void type(String text) {
        send("Input.insertText", Map.of("text", text));
    }

    /** Presses Tab, Enter or Escape. */
    void press(String key, int code) {
        send(
                "Input.dispatchKeyEvent",
                Map.of(
                        "type", "keyDown",
                        "key", key,
                        "code", key,
                        "windowsVirtualKeyCode", code,
                        "text", key.equals("Enter") ? "\r" : ""));
        send("Input.dispatchKeyEvent", Map.of("type", "keyUp", "key", key, "code", key, "windowsVirtualKeyCode", code));
    }

    /** Takes a picture of what the window shows. */
    void shoot(Path file) throws IOException {
        JsonObject result = send("Page.captureScreenshot", Map.of("format", "png"));
        Files.createDirectories(file.getParent());
        Files.write(file, Base64.getDecoder().decode(result.get("data").getAsString()));
    }

    private JsonObject send(String method, Map<String, Object> params) {
        JsonObject members = new JsonObject();
        params.forEach((name, value) -> {
            if (value instanceof Number number) {
                members.addProperty(name, number);
            } else if (value instanceof Boolean flag) {
                members.addProperty(name, flag);
            } else {
                members.addProperty(name, value.toString());
            }
        });
        return send(method, members);
    }

    private JsonObject send(String method, JsonObject params) {
        int id = ids.incrementAndGet();
        JsonObject message = new JsonObject();
        message.addProperty("id", id);
        message.addProperty("method", method);
        message.add("params", params);
        CompletableFuture<JsonObject> answer = new CompletableFuture<>();
        waiting.put(id, answer);
        socket.sendText(message.toString(), true).join();
        JsonObject got =
                answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
        if (got.has("error")) {
            throw new IllegalStateException(method + ": " + got.get("error"));
        }
        return got.getAsJsonObject("result");
    }

    @Override
    public void close() {
        socket.abort();
        end(process);
    }

    private static void end(Process process) {
        List<ProcessHandle> children = new ArrayList<>(process.descendants().toList());
        process.destroy();
        children.forEach(ProcessHandle::destroy);
        process.onExit()
                .orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(late -> process.destroyForcibly())
                .join();
    }

    /** Puts the parts of messages together. */
    private final class Reader implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
                text.setLength(0);
                take(message);
            }
            from.request(1);
            return null;
        }

        private void take(JsonObject message) {
            if (message.has("id")) {
                CompletableFuture<JsonObject> answer =
                        waiting.remove(message.get("id").getAsInt());
                if (answer != null) {
                    answer.complete(message);
                }
                return;
            }
            String method = message.get("method").getAsString();
            JsonObject params = message.getAsJsonObject("params");
            if (method.equals("Runtime.exceptionThrown")) {
                complaints.add(params.toString());
            } else if (method.equals("Log.entryAdded")
                    && params.getAsJsonObject("entry")
                            .get("level")
                            .getAsString()
                            .equals("error")) {
                complaints.add(params.getAsJsonObject("entry").get("text").getAsString());
            }
        }
    }
}
