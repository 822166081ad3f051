package dev.backplane.console.internal;

import dev.backplane.spi.check.Checklist;
import dev.backplane.spi.check.Report;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.web.Page;
import dev.backplane.spi.web.PageRequest;
import java.nio.charset.StandardCharsets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * The checklist's report at {@value #PATH}: for browsers, or as JSON for who accepts that alone or asks for
 * {@code /checklist.json}. Shows the last figures and measures nothing. Thread-safe.
 */
@Component(service = Page.class, immediate = true)
public final class ChecklistPage implements Page {

    static final String PATH = "/checklist";

    private final Parts parts;
    private final Json json;

    @Activate
    public ChecklistPage(@Reference Parts parts, @Reference(target = Slot.ACTIVE_TARGET) Codec codec) {
        this.parts = parts;
        this.json = new Json(codec);
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public void handle(PageRequest request, Exchange exchange) {
        String rest = request.path().substring(PATH.length());
        Checklist checklist = parts.checklist;
        if (!rest.isEmpty() && !rest.equals(".json")) {
            json.problem(exchange, 404, "there is no such page");
        } else if (request.method().equals("POST")) {
            exchange.setHeader("Allow", "GET, HEAD");
            json.problem(exchange, 405, "the report is only read");
        } else if (checklist == null) {
            json.problem(exchange, 503, "the checklist is not there");
        } else {
            Report report = checklist.report();
            if (rest.equals(".json") || wantsJson(exchange.header("Accept"))) {
                json.answer(exchange, 200, report.values());
            } else {
                Assets.protect(exchange);
                Page.answer(
                        exchange,
                        200,
                        "text/html; charset=utf-8",
                        new ReportHtml(report).page().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static boolean wantsJson(@org.jspecify.annotations.Nullable String accept) {
        return accept != null && accept.contains(Json.TYPE) && !accept.contains("text/html");
    }
}
