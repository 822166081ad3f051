package dev.backplane.engine.internal.schema;

import java.util.List;

/**
 * A parameter that travels as the HTTP header {@code Mcp-Param-<header>} as well (revision 2026-07-28).
 *
 * @param header the part of the header's name behind {@code Mcp-Param-}, as declared; compared ignoring case
 * @param path the names of the properties that lead from the arguments to the value
 * @param type {@code string}, {@code integer} or {@code boolean}
 */
public record HeaderParam(String header, List<String> path, String type) {
    public HeaderParam {
        path = List.copyOf(path);
    }
}
