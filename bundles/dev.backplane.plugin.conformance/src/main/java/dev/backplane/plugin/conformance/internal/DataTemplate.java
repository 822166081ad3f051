package dev.backplane.plugin.conformance.internal;

import dev.backplane.api.CallContext;
import dev.backplane.api.ResourceNotFoundException;
import dev.backplane.api.ResourceResult;
import dev.backplane.api.ResourceTemplate;
import dev.backplane.api.TemplateInfo;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Component;

/** Resources that differ in one variable. Stateless, thus thread-safe. */
@Component
public final class DataTemplate implements ResourceTemplate {

    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]");

    @Override
    public TemplateInfo info() {
        return TemplateInfo.of("test://template/{id}/data", "template-data")
                .description("What is known about one id.")
                .mimeType("application/json");
    }

    @Override
    public ResourceResult read(String uri, Map<String, String> variables, CallContext context) {
        String id = Objects.requireNonNull(variables.get("id"), "id");
        if (UNSAFE.matcher(id).find()) {
            throw new ResourceNotFoundException(uri);
        }
        String json = """
                {"id":"%1$s","templateTest":true,"data":"Data for ID: %1$s"}""".formatted(id);
        return ResourceResult.text(uri, "application/json", json);
    }
}
