package dev.backplane.transport.http.internal;

import dev.backplane.spi.transport.Conversation;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.transport.Line;
import dev.backplane.spi.web.Page;
import dev.backplane.spi.web.PageRequest;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What bundles serve beside MCP. Thread-safe. Looked up only for paths that are none of MCP's, and run on threads of its
 * own: neither a slow page nor many of them hold up an I/O thread.
 */
final class Pages {

    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);
    private static final int THREADS = 4;
    private static final int WAITING_MAX = 64;
    private static final int PATH_CHARS_MAX = 1024;
    private static final String METHODS = "GET, HEAD, POST";

    private final boolean first;
    private final List<Page> pages = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING_MAX),
            task -> new Thread(task, "backplane-http-page"));

    /** @param first whether they are those of the listener that is there without any configuration */
    Pages(boolean first) {
        this.first = first;
        threads.allowCoreThreadTimeOut(true);
    }

    boolean isFirst() {
        return first;
    }

    void add(Page page) {
        pages.add(page);
    }

    void remove(Page page) {
        pages.remove(page);
    }

    /** Pages that are under way go on; no further ones are taken. */
    void stop() {
        threads.shutdown();
    }

    /** Returns the page with the longest path that fits; null: none. */
    @Nullable
    Page find(String path) {
        if (!isPlain(path)) {
            return null;
        }
        Page found = null;
        for (Page page : pages) {
            if (fits(path, page.path())
                    && (found == null || page.path().length() > found.path().length())) {
                found = page;
            }
        }
        return found;
    }

    private static boolean fits(String path, String prefix) {
        if (!path.startsWith(prefix)) {
            return false;
        }
        char next = path.length() == prefix.length() ? '/' : path.charAt(prefix.length());
        return next == '/' || next == '.';
    }

    /** Tells whether it names the same to everybody: nothing escaped, no way up, only letters, digits and {@code /._-}. */
    private static boolean isPlain(String path) {
        if (path.length() > PATH_CHARS_MAX) {
            return false;
        }
        char before = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && c != '/' && c != '.' && c != '_' && c != '-') {
                return false;
            }
            if ((c == '.' || c == '/') && (before == '/' || before == '.')) {
                return false;
            }
            before = c;
        }
        return true;
    }

    /** Answers a request whose host is allowed. On the I/O thread. */
    void serve(HttpExchange exchange, Page page) {
        HeaderMap headers = exchange.headers();
        if (!isOwn(headers.getFirst(Headers.ORIGIN), headers.getFirst(Headers.HOST))) {
            exchange.reject(403, "pages are asked by themselves alone, not by other origins");
            return;
        }
        HttpString method = exchange.method();
        Engine engine = new Engine(new Turn(page));
        if (method.equals(Methods.GET) || method.equals(Methods.HEAD)) {
            engine.open(exchange);
        } else if (method.equals(Methods.POST)) {
            Door.readBody(exchange, headers, engine);
        } else {
            exchange.setHeader("Allow", METHODS);
            exchange.reject(405, "method " + Rejection.quoted(method.toString()) + " is none of " + METHODS);
        }
    }

    private static boolean isOwn(@Nullable String origin, @Nullable String host) {
        return origin == null || origin.equals("http://" + host) || origin.equals("https://" + host);
    }

    /** One request, on its way to a page. */
    private final class Turn implements Endpoint {

        private final Page page;

        Turn(Page page) {
            this.page = page;
        }

        @Override
        public void accept(Exchange exchange, byte[] body, int offset, int length) {
            run((HttpExchange) exchange, Arrays.copyOfRange(body, offset, offset + length));
        }

        @Override
        public void open(Exchange exchange) {
            run((HttpExchange) exchange, new byte[0]);
        }

        @Override
        public void end(Exchange exchange) {
            exchange.respond(405);
        }

        @Override
        public Conversation connect(Line line) {
            throw new IllegalStateException("pages take no lines");
        }

        private void run(HttpExchange exchange, byte[] body) {
            PageRequest request =
                    new PageRequest(exchange.method().toString(), exchange.path(), exchange.query(), body);
            try {
                threads.execute(() -> handle(request, exchange));
            } catch (RejectedExecutionException e) {
                exchange.turnAway("too many pages are asked for at once");
            }
        }

        private void handle(PageRequest request, HttpExchange exchange) {
            try {
                page.handle(request, exchange);
            } catch (Exception | LinkageError e) {
                LOG.error("The page at {} failed", page.path(), e);
                exchange.link().io.execute(() -> exchange.failed(500, "internal error"));
            }
        }
    }
}
