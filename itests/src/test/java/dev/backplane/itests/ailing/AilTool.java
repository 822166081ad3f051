package dev.backplane.itests.ailing;

import dev.backplane.api.CallContext;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.dispatch.Lane;
import dev.backplane.spi.registry.Entry;
import dev.backplane.spi.registry.Key;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.SessionRecord;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.slot.Slot;
import java.lang.management.ManagementFactory;
import java.security.Provider;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import javax.management.JMException;
import javax.management.ObjectName;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Makes the platform ail, and well again. For one call at a time; what it starts ends with {@code calm}, and with its bundle. */
@Component(service = Tool.class)
public final class AilTool implements Tool<AilTool.Wish> {
    private static final String KIND = "itest.ail";
    private static final int MEGABYTE = 1 << 20;

    /**
     * @param operation what to do, see the source
     * @param text of what
     * @param number how much of it
     */
    public record Wish(String operation, String text, int number) {}

    private final Registry registry;
    private final SessionStore store;
    private final Dispatcher dispatcher;
    private final List<Object> held = new ArrayList<>();
    private final Provider foreign = new ForeignTls();
    private volatile CountDownLatch calm = new CountDownLatch(1);

    @Activate
    public AilTool(
            @Reference(target = Slot.ACTIVE_TARGET) Registry registry,
            @Reference(target = Slot.ACTIVE_TARGET) SessionStore store,
            @Reference(target = Slot.ACTIVE_TARGET) Dispatcher dispatcher) {
        this.registry = registry;
        this.store = store;
        this.dispatcher = dispatcher;
    }

    @Override
    public ToolInfo<Wish> info() {
        return ToolInfo.of("ail", Wish.class).blocking();
    }

    @Override
    public synchronized ToolResult call(Wish wish, CallContext context) throws JMException {
        switch (wish.operation()) {
            case "fill" -> fill(wish.number(), new Owner(KIND, wish.text()));
            case "orphan" -> fill(wish.number(), new Owner("bundle", wish.text()));
            case "gone" -> registry.ownerGone(new Owner(KIND, wish.text()));
            case "bundle-gone" -> registry.ownerGone(new Owner("bundle", wish.text()));
            case "flood" -> start(wish.number(), this::flood);
            case "stop-the-world" -> start(wish.number(), (number, until) -> collect(until));
            case "jam" -> jam(Lane.valueOf(wish.text().toUpperCase(Locale.ROOT)), wish.number());
            case "lose-sessions" ->
                store.sessions().map(SessionRecord::id).toList().forEach(store::remove);
            case "hold" -> hold(wish.number());
            case "release" -> held.clear();
            case "collect" -> System.gc();
            case "option" -> option(wish.text(), Integer.toString(wish.number()));
            case "foreign-tls" -> Security.insertProviderAt(foreign, 1);
            case "own-tls" -> Security.removeProvider(foreign.getName());
            case "calm" -> calm();
            default -> throw new IllegalArgumentException("unknown operation " + wish.operation());
        }
        return ToolResult.text("done");
    }

    @Deactivate
    void calm() {
        calm.countDown();
        calm = new CountDownLatch(1);
    }

    private void fill(int count, Owner owner) {
        for (int i = 0; i < count; i++) {
            registry.register(new Entry(new Key(KIND, owner.id() + "-" + i), KIND, owner));
        }
    }

    private interface Load {
        void run(int number, CountDownLatch until);
    }

    private void start(int threads, Load load) {
        CountDownLatch until = calm;
        for (int i = 0; i < threads; i++) {
            int number = i;
            Thread thread = new Thread(() -> load.run(number, until), "itest-ail-" + i);
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Writes again and again what belongs to somebody else than what the other threads write. */
    private void flood(int number, CountDownLatch until) {
        Entry entry = new Entry(new Key(KIND, "flood-" + number), KIND, new Owner(KIND, "flood-" + number));
        while (until.getCount() > 0) {
            registry.register(entry);
            registry.unregister(entry);
        }
    }

    private void collect(CountDownLatch until) {
        while (until.getCount() > 0) {
            System.gc();
        }
    }

    private void jam(Lane lane, int count) {
        CountDownLatch until = calm;
        for (int i = 0; i < count; i++) {
            dispatcher.dispatch(lane, KIND + i, () -> await(until));
        }
    }

    private static void await(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hold(int megabytes) {
        for (int i = 0; i < megabytes; i++) {
            List<int[]> small = new ArrayList<>();
            for (int j = 0; j < MEGABYTE / 1024; j++) {
                small.add(new int[250]);
            }
            held.add(small);
        }
    }

    private static void option(String name, String value) throws JMException {
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                        "setVMOption",
                        new Object[] {name, value},
                        new String[] {String.class.getName(), String.class.getName()});
    }
}
