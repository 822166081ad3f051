package dev.backplane.shell.internal;

import dev.backplane.spi.transport.Leases;
import dev.backplane.spi.transport.Transport;
import java.util.List;
import java.util.Objects;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Completes the ids of connections: of many, the oldest. */
@Service
public final class ConnectionIds implements Completer {

    private static final int MOST = 100;

    @Reference
    List<Transport> transports = List.of();

    static List<String> of(List<Transport> transports) {
        return ConnectionsAction.eldest(
                        transports.stream()
                                .map(Transport::leases)
                                .filter(Objects::nonNull)
                                .flatMap(Leases::stream),
                        MOST)
                .stream()
                .map(lease -> Long.toString(lease.id()))
                .toList();
    }

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        return new StringsCompleter(of(transports)).complete(session, line, candidates);
    }
}
