package dev.backplane.console.internal;

import dev.backplane.console.internal.Operators.Operator;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.Slots;
import dev.backplane.spi.slot.SwapException;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.web.Page;
import dev.backplane.spi.web.PageRequest;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The page at {@value #PATH} and what it asks for. Thread-safe.
 *
 * <p>Whoever may open it sees all of it. A change (a swap, the call of a tool) needs an operator: a cookie that no script
 * can read and no other site sends, and the secret that the page was told for it in a header, which no form can set.
 */
@Component(service = Page.class, immediate = true, configurationPid = "dev.backplane.console")
@Designate(ocd = ConsoleConfig.class)
public final class ConsolePage implements Page {

    static final String PATH = "/console";
    private static final String COOKIE = "backplane-console";
    private static final String SECRET_HEADER = "X-Console-Secret";
    private static final int SWAPS_WAITING_MAX = 8;
    private static final int NAME_CHARS_MAX = 256;

    private final Parts parts;
    private final Endpoint endpoint;
    private final Json json;
    private final Realm realm;
    private final Operators operators;
    private final Feed feed;
    private final Journal journal;

    /** Swaps come one after the other, and may take their time. */
    private final ExecutorService swaps = new ThreadPoolExecutor(
            0,
            1,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(SWAPS_WAITING_MAX),
            task -> new Thread(task, "backplane-console-swap"));

    @Activate
    public ConsolePage(
            @Reference Parts parts,
            @Reference Journal journal,
            @Reference Endpoint endpoint,
            @Reference(target = Slot.ACTIVE_TARGET) Codec codec,
            ConsoleConfig config) {
        this.parts = parts;
        this.journal = journal;
        this.endpoint = endpoint;
        this.json = new Json(codec);
        this.realm = new Realm(config.realm(), config.role());
        this.operators = new Operators(
                bounded("idleMinutes", config.idleMinutes(), 1440),
                bounded("refusedLoginsMax", config.refusedLoginsMax(), 1000),
                System::nanoTime);
        this.feed = new Feed(new Picture(parts), json, bounded("watchersMax", config.watchersMax(), 1000));
    }

    private static int bounded(String key, int value, int max) {
        if (value < 1 || value > max) {
            throw new IllegalArgumentException(
                    "dev.backplane.console: " + key + " = " + value + " is outside of 1 to " + max);
        }
        return value;
    }

    @Deactivate
    public void deactivate() {
        feed.stop();
        swaps.shutdownNow();
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public void handle(PageRequest request, Exchange exchange) {
        String wanted = request.path().substring(PATH.length());
        if (request.method().equals("POST")) {
            post(wanted, request, exchange);
            return;
        }
        switch (wanted) {
            case "/events" -> watch(exchange);
            case "/operator" -> operator(exchange);
            default -> {
                if (!Assets.answer(exchange, wanted)) {
                    json.problem(exchange, 404, "there is no such page");
                }
            }
        }
    }

    private void watch(Exchange exchange) {
        if (!feed.watch(exchange)) {
            exchange.setHeader("Retry-After", "10");
            json.problem(exchange, 503, "too many watch already (watchersMax)");
        }
    }

    private void post(String wanted, PageRequest request, Exchange exchange) {
        String type = exchange.header("Content-Type");
        if (type == null || !type.startsWith(Json.TYPE)) {
            json.problem(exchange, 415, "Content-Type must be " + Json.TYPE);
            return;
        }
        switch (wanted) {
            case "/login" -> login(json.read(request.body()), exchange);
            case "/logout" -> logout(exchange);
            case "/swap" -> swap(json.read(request.body()), exchange);
            case "/rpc" -> call(request.body(), exchange);
            default -> json.problem(exchange, 404, "there is no such page");
        }
    }

    // ---- who it is
    // ---------------------------------------------------------------------------------------------------

    private void login(Map<?, ?> asked, Exchange exchange) {
        if (!(asked.get("user") instanceof String user)
                || !(asked.get("password") instanceof String password)
                || user.isEmpty()
                || user.length() > NAME_CHARS_MAX
                || password.length() > NAME_CHARS_MAX) {
            json.problem(exchange, 400, "user and password are wanted");
            return;
        }
        if (!operators.mayTry()) {
            journal.refused(user, exchange, "login", "too many were refused");
            exchange.setHeader("Retry-After", "60");
            json.problem(exchange, 429, "Too many logins were refused. Try again in a minute.");
            return;
        }
        if (!realm.admits(user, password)) {
            journal.refused(user, exchange, "login", "wrong name, password or role");
            json.problem(exchange, 403, "Refused: the name, the password or the role is not right.");
            return;
        }
        Operator operator = operators.enter(user);
        journal.done(user, exchange, "login", user);
        exchange.setHeader("Set-Cookie", cookie(operator.cookie(), ""));
        json.answer(exchange, 200, Map.of("user", user, "secret", operator.secret()));
    }

    private void logout(Exchange exchange) {
        Operator operator = allowed(exchange, "logout");
        if (operator != null) {
            operators.leave(operator);
            journal.done(operator.user(), exchange, "logout", operator.user());
            exchange.setHeader("Set-Cookie", cookie("none", "; Max-Age=0"));
            json.answer(exchange, 200, Map.of());
        }
    }

    private static String cookie(String value, String more) {
        return COOKIE + "=" + value + "; Path=" + PATH + "; HttpOnly; SameSite=Strict" + more;
    }

    /** Tells the page who uses it, and the secret that goes with the cookie: other origins cannot read it. */
    private void operator(Exchange exchange) {
        Operator operator = find(exchange);
        json.answer(
                exchange,
                200,
                operator == null ? Map.of() : Map.of("user", operator.user(), "secret", operator.secret()));
    }

    private @Nullable Operator find(Exchange exchange) {
        String cookies = exchange.header("Cookie");
        if (cookies != null) {
            for (String each : cookies.split("; ?", -1)) {
                if (each.startsWith(COOKIE + "=")) {
                    return operators.find(each.substring(COOKIE.length() + 1));
                }
            }
        }
        return null;
    }

    /** Returns the operator who may change something; null: it was answered why not. */
    private @Nullable Operator allowed(Exchange exchange, String action) {
        Operator operator = find(exchange);
        if (operator == null) {
            journal.refused("nobody", exchange, action, "not logged in");
            json.problem(exchange, 401, "Log in first.");
            return null;
        }
        if (!operator.secret().equals(exchange.header(SECRET_HEADER))) {
            journal.refused(operator.user(), exchange, action, "without the page's secret");
            json.problem(exchange, 403, "The request did not come from the console.");
            return null;
        }
        return operator;
    }

    // ---- changes
    // -----------------------------------------------------------------------------------------------------

    private void swap(Map<?, ?> asked, Exchange exchange) {
        Operator operator = allowed(exchange, "swap");
        Slots slots = parts.slots;
        if (operator == null) {
            return;
        }
        if (slots == null
                || !(asked.get("slot") instanceof String slot)
                || !(asked.get("variant") instanceof String variant)) {
            json.problem(exchange, 400, "slot and variant are wanted");
            return;
        }
        try {
            swaps.execute(() -> swap(operator, slots, slot, variant, exchange));
        } catch (RejectedExecutionException e) {
            json.problem(exchange, 503, "other swaps wait already");
        }
    }

    private void swap(Operator operator, Slots slots, String slot, String variant, Exchange exchange) {
        String what = slot + " to " + variant;
        feed.swapping(slot, "waiting");
        try {
            Map<String, Object> done = Picture.swap(slots.use(
                    slot,
                    variant,
                    (phase, moved, total) -> feed.swapping(
                            slot, phase.name().toLowerCase(java.util.Locale.ROOT) + " " + moved + "/" + total)));
            journal.done(operator.user(), exchange, "swap", what);
            json.answer(exchange, 200, done);
        } catch (IllegalArgumentException | SwapException e) {
            journal.refused(operator.user(), exchange, "swap", what + ": " + e.getMessage());
            json.problem(exchange, e instanceof SwapException ? 409 : 400, String.valueOf(e.getMessage()));
        } finally {
            feed.swapping(slot, null);
        }
    }

    /** Hands a message of the page to the engine, as a client's: the list of tools for all, calls for operators. */
    private void call(byte[] body, Exchange exchange) {
        if (!(json.codec().decode(Slice.of(body)) instanceof Message.Request request)) {
            json.problem(exchange, 400, "a JSON-RPC request is wanted");
            return;
        }
        if (request.method().equals("tools/call")) {
            Operator operator = allowed(exchange, "call");
            if (operator == null) {
                return;
            }
            journal.done(operator.user(), exchange, "call", String.valueOf(exchange.header("Mcp-Name")));
        } else if (!request.method().equals("tools/list")) {
            json.problem(exchange, 403, "the console calls tools, and nothing else");
            return;
        }
        endpoint.accept(exchange, body, 0, body.length);
    }
}
