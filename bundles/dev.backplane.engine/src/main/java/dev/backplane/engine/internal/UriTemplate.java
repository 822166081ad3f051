package dev.backplane.engine.internal;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A URI template (RFC 6570: literals, {@code {name}} and {@code {+name}}), matched against URIs. Immutable. */
final class UriTemplate {

    private static final Pattern VARIABLE = Pattern.compile("\\{(\\+?)([A-Za-z_][A-Za-z0-9_.]*)}");

    private final Pattern pattern;
    private final List<String> variables = new ArrayList<>();

    /** @throws IllegalArgumentException if the template uses something else */
    UriTemplate(String template) {
        StringBuilder regex = new StringBuilder();
        Matcher matcher = VARIABLE.matcher(template);
        int done = 0;
        while (matcher.find()) {
            regex.append(Pattern.quote(literal(template, done, matcher.start())));
            regex.append(matcher.group(1).isEmpty() ? "([^/]+)" : "(.+)");
            variables.add(matcher.group(2));
            done = matcher.end();
        }
        regex.append(Pattern.quote(literal(template, done, template.length())));
        pattern = Pattern.compile(regex.toString());
    }

    private static String literal(String template, int from, int to) {
        String literal = template.substring(from, to);
        if (literal.indexOf('{') >= 0 || literal.indexOf('}') >= 0) {
            throw new IllegalArgumentException(
                    "URI template '" + template + "' uses more than {name} and {+name} at " + from);
        }
        return literal;
    }

    List<String> variables() {
        return List.copyOf(variables);
    }

    /** Returns the variables' values, percent-decoded, or null if the URI does not match. */
    @Nullable
    Map<String, String> match(String uri) {
        Matcher matcher = pattern.matcher(uri);
        if (!matcher.matches()) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < variables.size(); i++) {
            String raw = matcher.group(i + 1).replace("+", "%2B");
            try {
                values.put(variables.get(i), URLDecoder.decode(raw, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return values;
    }
}
