package dev.backplane.plugin.container.internal.log;

import dev.backplane.api.CallContext;
import dev.backplane.api.Resource;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.ResourceResult;
import java.io.IOException;
import java.util.LinkedList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The end of the log as a resource: the last 500 entries, 256 Ki characters of them at most. Thread-safe. */
@Component
public final class LogResource implements Resource {

    public static final String URI = "log://karaf";

    private static final String MIME_TYPE = "text/plain";
    private static final int MAX_ENTRIES = 500;
    private static final int MAX_CHARACTERS = 256 * 1024;

    private final LogReader reader;

    @Activate
    public LogResource(@Reference LogLocation location) {
        this(new LogReader(location));
    }

    LogResource(LogReader reader) {
        this.reader = reader;
    }

    @Override
    public ResourceInfo info() {
        return ResourceInfo.of(URI, "log")
                .title("The container's log")
                .description("The end of the log of the running container; secrets are shown as ***")
                .mimeType(MIME_TYPE);
    }

    @Override
    public ResourceResult read(CallContext context) throws IOException {
        LinkedList<String> texts = new LinkedList<>();
        int[] room = {MAX_CHARACTERS};
        reader.read(entry -> {
            String text = entry.maskedText();
            room[0] -= text.length() + 1;
            if (room[0] >= 0) {
                texts.addFirst(text);
            }
            return room[0] > 0 && texts.size() < MAX_ENTRIES && !context.isCancelled();
        });
        return ResourceResult.text(URI, MIME_TYPE, String.join("\n", texts));
    }
}
