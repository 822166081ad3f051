package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.web.Page;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;

/**
 * Decides from its head whether a request is let in, and as what. Thread-safe; called on I/O threads.
 *
 * <p>In this order: path, host and origin, method, types, length. What is turned away never reaches the engine, and its
 * body is never read. A second path serves the older transport: {@link Conversations}; what else there is, {@link Pages}.
 */
final class Door implements HttpHandler {

    private static final String METHODS = "GET, POST, DELETE, OPTIONS";
    private static final String METHODS_OLDER = "GET, POST, OPTIONS";
    private static final String NULL_ORIGIN = "null";
    private static final int LENGTH_DIGITS_MAX = 18;
    private static final HttpString REQUEST_HEADERS = new HttpString("Access-Control-Request-Headers");
    private static final Runnable NOTHING = () -> {};

    private final HttpListener listener;
    private final Engine engine;
    private final Conversations conversations;

    Door(HttpListener listener, Endpoint endpoint) {
        this.listener = listener;
        this.engine = new Engine(endpoint);
        this.conversations = new Conversations(endpoint);
    }

    @Override
    public void handleRequest(HttpServerExchange http) {
        HttpServerConnection connection = (HttpServerConnection) http.getConnection();
        Link link = Link.of(connection);
        Http1Exchange exchange = new Http1Exchange(link, connection, http, listener.settings());
        admitInTime(exchange, link, link.begin(exchange));
        if (!http.isComplete()) {
            // otherwise Undertow takes the request for answered when this call returns
            http.dispatch(SameThreadExecutor.INSTANCE, NOTHING);
        }
    }

    /** Lets a request in when its peer may send another one. */
    private void admitInTime(Http1Exchange exchange, Link link, long nanos) {
        long millis = link.waitMillis(exchange.settings(), nanos);
        if (millis > 0) {
            link.after(millis, () -> {
                if (!exchange.isDone()) {
                    admitInTime(exchange, link, System.nanoTime());
                }
            });
        } else {
            admit(exchange, link);
        }
    }

    /** The listener stops. */
    void drain() {
        conversations.drain();
    }

    /** Lets a request in, or answers why not. */
    void admit(HttpExchange exchange, Link link) {
        Settings settings = exchange.settings();
        link.checkedBy(settings);
        HeaderMap headers = exchange.headers();
        String path = exchange.path();
        boolean older = !path.equals(settings.path());
        if (older && (settings.ssePath().isEmpty() || !path.equals(settings.ssePath()))) {
            Page page = listener.page(path);
            if (page != null) {
                page(exchange, settings, headers, link, page);
                return;
            }
            exchange.reject(404, "nothing at " + Rejection.quoted(path) + "; MCP is served at " + settings.path());
            return;
        }
        if (!isAllowed(exchange, settings, headers, link)) {
            return;
        }
        HttpString method = exchange.method();
        if (method.equals(Methods.GET) && listener.isDraining()) {
            exchange.turnAway("the server is stopping: no stream is opened any more");
        } else if (method.equals(Methods.POST)) {
            if (older) {
                postOlder(exchange, headers, link);
            } else if (acceptsBoth(exchange, headers, link)) {
                post(exchange, headers, link, engine);
            }
        } else if (method.equals(Methods.GET) && !older && WebSocketUpgrade.isAsked(headers)) {
            WebSocketUpgrade.answer(exchange, engine.endpoint());
        } else if (method.equals(Methods.GET)) {
            if (!MediaTypes.accepts(headers.get(Headers.ACCEPT), MediaTypes.EVENTS)) {
                exchange.reject(406, "a GET must accept " + MediaTypes.EVENTS);
            } else if (older) {
                conversations.open(exchange, path);
            } else {
                engine.open(exchange);
            }
        } else if (method.equals(Methods.OPTIONS)) {
            options(exchange, headers, older ? METHODS_OLDER : METHODS);
        } else if (method.equals(Methods.DELETE) && !older) {
            engine.end(exchange);
        } else {
            String methods = older ? METHODS_OLDER : METHODS;
            exchange.setHeader("Allow", methods);
            exchange.reject(405, "method " + Rejection.quoted(method.toString()) + " is none of " + methods);
        }
    }

    private void page(HttpExchange exchange, Settings settings, HeaderMap headers, Link link, Page page) {
        if (listener.isDraining()) {
            exchange.turnAway("the server is stopping");
        } else if (isHostAllowed(exchange, settings, headers, link)) {
            listener.pages().serve(exchange, page);
        }
    }

    private static boolean isHostAllowed(HttpExchange exchange, Settings settings, HeaderMap headers, Link link) {
        String host = headers.getFirst(Headers.HOST);
        if (host != null && !host.equals(link.host)) {
            if (!settings.hosts().allows(host)) {
                exchange.reject(403, "Host " + Rejection.quoted(host) + " is not among allowedHosts");
                return false;
            }
            link.host = host;
        }
        return true;
    }

    private static boolean isAllowed(HttpExchange exchange, Settings settings, HeaderMap headers, Link link) {
        if (!isHostAllowed(exchange, settings, headers, link)) {
            return false;
        }
        String origin = headers.getFirst(Headers.ORIGIN);
        if (origin != null) {
            if (NULL_ORIGIN.equals(origin) || !settings.origins().allows(origin)) {
                exchange.reject(403, "Origin " + Rejection.quoted(origin) + " is not among allowedOrigins");
                return false;
            }
            exchange.setHeader("Access-Control-Allow-Origin", origin);
            exchange.setHeader("Access-Control-Expose-Headers", "Mcp-Session-Id");
            exchange.setHeader("Vary", "Origin");
        }
        return true;
    }

    private void postOlder(HttpExchange exchange, HeaderMap headers, Link link) {
        Conversation conversation = conversations.find(exchange.query("id"));
        if (conversation == null) {
            exchange.reject(404, "the id names no open event stream; a GET opens one");
        } else {
            post(exchange, headers, link, new Engine(conversation));
        }
    }

    private static boolean acceptsBoth(HttpExchange exchange, HeaderMap headers, Link link) {
        HeaderValues accept = headers.get(Headers.ACCEPT);
        if (accept != null && (accept.size() > 1 || !accept.getFirst().equals(link.accept))) {
            if (!MediaTypes.accepts(accept, MediaTypes.JSON) || !MediaTypes.accepts(accept, MediaTypes.EVENTS)) {
                exchange.reject(406, "a POST must accept both " + MediaTypes.JSON + " and " + MediaTypes.EVENTS);
                return false;
            }
            link.accept = accept.size() > 1 ? null : accept.getFirst();
        }
        return true;
    }

    private static void post(HttpExchange exchange, HeaderMap headers, Link link, Engine engine) {
        String type = headers.getFirst(Headers.CONTENT_TYPE);
        if (type == null || !type.equals(link.contentType)) {
            if (type == null || !MediaTypes.isJson(type)) {
                exchange.reject(
                        415,
                        "Content-Type " + (type == null ? "is absent" : Rejection.quoted(type))
                                + "; it must be application/json in UTF-8");
                return;
            }
            link.contentType = type;
        }
        readBody(exchange, headers, engine);
    }

    /** Reads a body within the limits, or answers why not. */
    static void readBody(HttpExchange exchange, HeaderMap headers, Engine engine) {
        // Undertow itself refuses two lengths, and a length with a coding: RFC 9112, 11.2
        String coding = headers.getFirst(Headers.TRANSFER_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("chunked")) {
            exchange.reject(400, "Transfer-Encoding " + Rejection.quoted(coding) + " is not chunked");
            return;
        }
        int max = exchange.settings().bodyBytesMax();
        String length = headers.getFirst(Headers.CONTENT_LENGTH);
        if (length != null && (length.length() > LENGTH_DIGITS_MAX || Long.parseLong(length) > max)) {
            exchange.rejectTooLarge(Rejection.quoted(length));
            return;
        }
        exchange.readBody(engine, length == null ? -1 : Integer.parseInt(length));
    }

    private static void options(HttpExchange exchange, HeaderMap headers, String methods) {
        exchange.setHeader("Allow", methods);
        if (headers.contains(Headers.ORIGIN)) {
            exchange.setHeader("Access-Control-Allow-Methods", methods);
            String wanted = headers.getFirst(REQUEST_HEADERS);
            if (wanted != null) {
                exchange.setHeader("Access-Control-Allow-Headers", wanted);
            }
            exchange.setHeader("Access-Control-Max-Age", "600");
        }
        exchange.respond(204);
    }
}
