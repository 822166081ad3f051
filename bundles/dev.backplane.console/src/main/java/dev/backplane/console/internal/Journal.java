package dev.backplane.console.internal;

import dev.backplane.spi.transport.Exchange;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps who did what. Thread-safe. */
@Component(service = Journal.class)
public final class Journal {

    private static final Logger LOG = LoggerFactory.getLogger("dev.backplane.console.audit");

    /** Something was done. */
    void done(String who, Exchange exchange, String action, String what) {
        LOG.info("{} from {}: {} {}", clean(who), exchange.address(), action, clean(what));
    }

    /** Something was not done. */
    void refused(String who, Exchange exchange, String action, String why) {
        LOG.warn("{} from {}: {} refused: {}", clean(who), exchange.address(), action, clean(why));
    }

    /** A name that somebody typed must not look like lines of the log. */
    private static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
