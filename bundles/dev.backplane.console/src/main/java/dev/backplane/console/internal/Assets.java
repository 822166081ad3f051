package dev.backplane.console.internal;

import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.web.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;

/** The files that the page consists of, out of the bundle: no other can be asked for. */
final class Assets {

    /** Nothing from elsewhere, and nothing inline. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private record Asset(String resource, String type) {}

    private static final Map<String, Asset> ALL = Map.of(
            "", new Asset("console.html", "text/html; charset=utf-8"),
            "/console.css", new Asset("console.css", "text/css; charset=utf-8"),
            "/console.js", new Asset("console.js", "text/javascript; charset=utf-8"),
            "/tools.js", new Asset("tools.js", "text/javascript; charset=utf-8"),
            "/uplot.js", new Asset("uplot/uPlot.iife.min.js", "text/javascript; charset=utf-8"),
            "/uplot.css", new Asset("uplot/uPlot.min.css", "text/css; charset=utf-8"),
            "/uplot.license", new Asset("uplot/LICENSE", "text/plain; charset=utf-8"));

    private Assets() {}

    /** Returns whether there is such a file; then it was answered. */
    static boolean answer(Exchange exchange, String path) {
        Asset asset = ALL.get(path);
        if (asset == null) {
            return false;
        }
        protect(exchange);
        Page.answer(exchange, 200, asset.type(), read(asset.resource()));
        return true;
    }

    /** Sets the headers that keep others' content out of a page. */
    static void protect(Exchange exchange) {
        exchange.setHeader("Content-Security-Policy", POLICY);
        exchange.setHeader("Referrer-Policy", "no-referrer");
        exchange.setHeader("X-Frame-Options", "DENY");
    }

    static byte[] read(String resource) {
        try (InputStream in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the bundle lacks " + resource);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
