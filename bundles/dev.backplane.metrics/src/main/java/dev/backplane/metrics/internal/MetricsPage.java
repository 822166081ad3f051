package dev.backplane.metrics.internal;

import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.web.Page;
import dev.backplane.spi.web.PageRequest;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * All figures at {@value #PATH}, in Prometheus' text format, or in that of OpenMetrics for who prefers it. They are read when
 * they are asked for. Thread-safe.
 */
@Component(service = Page.class, immediate = true)
public final class MetricsPage implements Page {

    static final String PATH = "/metrics";

    private final Scrape scrape;
    private final ExpositionFormatWriter plain = PrometheusTextFormatWriter.create();
    private final ExpositionFormatWriter open = OpenMetricsTextFormatWriter.create();

    @Activate
    public MetricsPage(@Reference Parts parts, @Reference CallMeters calls) {
        this.scrape = new Scrape(parts, calls);
    }

    @Override
    public String path() {
        return PATH;
    }

    @Override
    public void handle(PageRequest request, Exchange exchange) throws IOException {
        if (!request.path().equals(PATH)) {
            refuse(exchange, 404, "there is no such page\n");
        } else if (request.method().equals("POST")) {
            exchange.setHeader("Allow", "GET, HEAD");
            refuse(exchange, 405, "figures are only read\n");
        } else {
            ExpositionFormatWriter writer = open.accepts(exchange.header("Accept")) ? open : plain;
            ByteArrayOutputStream body = new ByteArrayOutputStream(32_768);
            writer.write(body, scrape.read(), EscapingScheme.UNDERSCORE_ESCAPING);
            Page.answer(exchange, 200, writer.getContentType(), body.toByteArray());
        }
    }

    private static void refuse(Exchange exchange, int status, String why) {
        Page.answer(exchange, status, "text/plain; charset=utf-8", why.getBytes(StandardCharsets.UTF_8));
    }
}
