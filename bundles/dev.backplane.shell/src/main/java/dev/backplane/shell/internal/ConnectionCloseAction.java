package dev.backplane.shell.internal;

import dev.backplane.spi.transport.Connection;
import dev.backplane.spi.transport.Lease;
import dev.backplane.spi.transport.Leases;
import dev.backplane.spi.transport.Transport;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Completion;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;
import org.jspecify.annotations.Nullable;

/** {@code mcp:connection-close}: ends one connection. */
@Service
@Command(
        scope = "mcp",
        name = "connection-close",
        description = "Ends a connection when what is under way on it has been answered")
public final class ConnectionCloseAction extends McpAction {

    @Argument(name = "id", description = "The connection's id, as mcp:connections shows it", required = true)
    @Completion(ConnectionIds.class)
    long id;

    @Option(name = "--now", description = "Close it at once: what is under way is cut off")
    boolean now;

    @Reference
    List<Transport> transports = List.of();

    @Override
    void run() throws CommandException {
        Lease lease = find();
        if (lease == null) {
            throw failure("no connection has the id " + id + "; mcp:connections shows those there are");
        }
        Connection connection = lease.connection();
        connection.close(now);
        if (json) {
            out.println(JsonText.line(Map.of("id", id, "now", now)));
            return;
        }
        String address = ConnectionsAction.address(connection);
        out.println(Table.clean("Connection " + id + " (" + connection.transport()
                + (address == null ? "" : " from " + address) + ") "
                + (now ? "is closed" : "ends when what is under way on it has been answered")));
    }

    private @Nullable Lease find() {
        for (Transport transport : transports) {
            Leases leases = transport.leases();
            Lease lease = leases == null ? null : leases.find(id);
            if (lease != null) {
                return lease;
            }
        }
        return null;
    }
}
