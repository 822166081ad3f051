package dev.backplane.engine.internal;

import dev.backplane.api.Prompt;
import dev.backplane.api.Resource;
import dev.backplane.api.ResourceTemplate;
import dev.backplane.api.Tool;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.Members;
import dev.backplane.spi.codec.Message;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.CloseReason;
import dev.backplane.spi.session.SessionMonitor;
import dev.backplane.spi.session.SessionStatistics;
import dev.backplane.spi.session.SessionStatus;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.SlotEmptyException;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Exchange;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The protocol engine: takes messages from the transports, decides which era they belong to, and sees that each gets its
 * answer. Thread-safe.
 */
@Component(
        service = {Endpoint.class, SessionMonitor.class},
        configurationPid = "dev.backplane.engine")
@Designate(ocd = EngineConfig.class)
public final class Engine implements Endpoint, SessionMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** Each goes through all tasks; what is due is let go without it. */
    private static final long TASK_SWEEP_MILLIS = 60_000;

    private final String serverVersion;
    private final Frames frames;
    private final ChangeFeed changes;
    private final Subscriptions subscriptions;
    private final RequestStates states;
    private final Catalog catalog;
    private final Departures departures;
    private final Tasks tasks;
    final TaskKeeper taskKeeper;
    private final Sessions sessions;
    private final SessionSweep sweep;
    private final StandingStreams streams;
    private final LegacyEra legacy;
    private final Batches batches;
    private final ModernEra modern;
    private final ScheduledThreadPoolExecutor timer;
    private final @Nullable PluginBundles bundles;
    private volatile Settings settings;

    @Activate
    public Engine(
            @Reference(target = Slot.ACTIVE_TARGET) Registry registry,
            @Reference(target = Slot.ACTIVE_TARGET) SessionStore store,
            @Reference(target = Slot.ACTIVE_TARGET) Codec codec,
            @Reference(target = Slot.ACTIVE_TARGET) Dispatcher dispatcher,
            @Reference ChangeFeed changes,
            EngineConfig config,
            BundleContext context) {
        this(
                registry,
                store,
                codec,
                dispatcher,
                changes,
                Settings.of(config),
                context.getBundle().getVersion().toString(),
                Clock.systemUTC(),
                new ScheduledThreadPoolExecutor(1, Engine::timerThread),
                context);
    }

    private static Thread timerThread(Runnable work) {
        Thread thread = new Thread(work, "backplane-engine-timer");
        thread.setDaemon(true);
        return thread;
    }

    Engine(
            Registry registry,
            SessionStore store,
            Codec codec,
            Dispatcher dispatcher,
            ChangeFeed changes,
            Settings first,
            String serverVersion,
            Clock clock,
            ScheduledThreadPoolExecutor timer,
            @Nullable BundleContext context) {
        this.serverVersion = serverVersion;
        this.settings = first;
        this.timer = timer;
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        frames = new Frames(codec, serverInfo(codec, first), first.limits().answerBytesMax());
        sessions = new Sessions(frames, registry, store, clock, this::settings, this::sessionEnded);
        streams = new StandingStreams(sessions);
        subscriptions = new Subscriptions(frames, registry, sessions, dispatcher, timer, this::settings);
        this.changes = changes;
        changes.connect(subscriptions);
        states = new RequestStates(
                codec, clock, first.calls().stateSecret(), first.calls().askTimeMillis());
        IoWatch ioWatch = new IoWatch();
        CallServices services = new CallServices(
                frames, dispatcher, timer, states, new Questions(frames, subscriptions), ioWatch, this::settings);
        departures = new Departures(
                this::settings, timer, dispatcher, () -> context != null && PluginBundles.frameworkStops(context));
        bundles = context == null ? null : new PluginBundles(context, departures::uninstalled);
        taskKeeper = new TaskKeeper(store.tasks(), registry, codec, clock, timer, this::settings);
        tasks = new Tasks(services, registry, taskKeeper, subscriptions, clock);
        Tools tools = new Tools(services, registry, departures, tasks, subscriptions);
        Resources resources = new Resources(services, registry, departures, subscriptions);
        Prompts prompts = new Prompts(services, registry, departures, subscriptions);
        catalog = new Catalog(tools, resources, prompts, new Completions(services, prompts, resources));
        TaskRequests taskRequests = new TaskRequests(services, tasks, taskKeeper);
        legacy = new LegacyEra(frames, this::settings, catalog, taskRequests, sessions);
        batches = new Batches(frames, this::settings, sessions, legacy);
        modern = new ModernEra(frames, this::settings, catalog, taskRequests, subscriptions);
        timer.scheduleWithFixedDelay(ioWatch::tick, IoWatch.TICK_MILLIS, IoWatch.TICK_MILLIS, TimeUnit.MILLISECONDS);
        timer.scheduleWithFixedDelay(taskKeeper::sweep, 0, TASK_SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        sweep = new SessionSweep(sessions, store, clock, this::settings, timer);
        sweep.start();
    }

    private Settings settings() {
        return settings;
    }

    private void sessionEnded(String id) {
        tasks.sessionEnded(id);
    }

    private Slice serverInfo(Codec codec, Settings of) {
        return Slice.of(HeapSink.encode(
                codec,
                out -> out.beginObject()
                        .name("name")
                        .value(of.server().name())
                        .name("title")
                        .value(of.server().title())
                        .name("version")
                        .value(serverVersion)
                        .endObject()));
    }

    @Modified
    void modified(EngineConfig config) {
        Settings next = Settings.of(config);
        if (!next.calls().stateSecret().equals(settings.calls().stateSecret())) {
            states.secret(next.calls().stateSecret());
        }
        settings = next;
        frames.serverInfo(serverInfo(frames.codec(), next));
        frames.answerBytesMax(next.limits().answerBytesMax());
    }

    @Deactivate
    void deactivate() {
        changes.disconnect();
        if (bundles != null) {
            bundles.close();
        }
        departures.close();
        sweep.close();
        try {
            // before the sessions, whose tasks go with them
            tasks.close();
            subscriptions.close();
            sessions.close();
            catalog.clear();
        } catch (SlotEmptyException e) {
            LOG.warn("What the engine has registered could not be taken out: {}", e.getMessage());
        }
        timer.shutdownNow();
    }

    // ---- plugins -------------------------------------------------------------------------------------------------

    @Reference(service = Tool.class, cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTool(Tool<?> tool, Map<String, Object> properties) {
        catalog.tools().add(tool, owner(properties));
    }

    void removeTool(Tool<?> tool) {
        catalog.tools().remove(tool);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addResource(Resource resource, Map<String, Object> properties) {
        catalog.resources().add(resource, owner(properties));
    }

    void removeResource(Resource resource) {
        catalog.resources().remove(resource);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addTemplate(ResourceTemplate template, Map<String, Object> properties) {
        catalog.resources().add(template, owner(properties));
    }

    void removeTemplate(ResourceTemplate template) {
        catalog.resources().remove(template);
    }

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addPrompt(Prompt prompt, Map<String, Object> properties) {
        catalog.prompts().add(prompt, owner(properties));
    }

    void removePrompt(Prompt prompt) {
        catalog.prompts().remove(prompt);
    }

    private static Owner owner(Map<String, Object> properties) {
        return PluginBundles.owner(String.valueOf(properties.get(Constants.SERVICE_BUNDLEID)));
    }

    // ---- messages ------------------------------------------------------------------------------------------------

    @Override
    public void accept(Exchange exchange, byte[] body, int offset, int length) {
        Slice id = null;
        try {
            Message message = frames.codec().decode(new Slice(body, offset, length));
            if (exchange.isDraining() && (message instanceof Message.Request || message instanceof Message.Batch)) {
                id = message instanceof Message.Request request ? request.id() : null;
                exchange.setHeader("Retry-After", "1");
                throw new ProtocolException(
                        503, ProtocolException.INTERNAL_ERROR, "The server is stopping: repeat the request later");
            }
            if (message instanceof Message.Request request) {
                id = request.id();
                request(exchange, request);
            } else if (message instanceof Message.Notification notification) {
                notification(exchange, notification);
            } else if (message instanceof Message.Response response) {
                response(exchange, response);
            } else if (message instanceof Message.Batch batch) {
                batch(exchange, batch);
            } else if (message instanceof Message.Invalid invalid) {
                id = invalid.id();
                throw new ProtocolException(400, ProtocolException.INVALID_REQUEST, invalid.problem());
            }
        } catch (RuntimeException e) {
            refuse(exchange, id, Faults.toAnswer(e));
        }
    }

    private void request(Exchange exchange, Message.Request message) {
        Members meta = legacy.metaOf(message.params());
        Slice claim = meta.get(ModernEra.PROTOCOL_VERSION);
        boolean modernHeader = modernHeader(exchange);
        if (message.method().equals("initialize")) {
            if (claim != null && meta.get(ModernEra.CLIENT_CAPABILITIES) != null) {
                modern.request(exchange, message, meta, claim);
            } else if (modernHeader) {
                throw ParameterHeaders.mismatch("MCP-Protocol-Version is " + exchange.header("MCP-Protocol-Version")
                        + ", which has no initialize");
            } else {
                legacy.request(exchange, message, meta);
            }
        } else if (claim != null) {
            modern.request(exchange, message, meta, claim);
        } else if (modernHeader || !exchange.hasHeaders()) {
            throw new ProtocolException(
                    400,
                    ProtocolException.INVALID_PARAMS,
                    "params._meta['" + ModernEra.PROTOCOL_VERSION + "'] is missing");
        } else {
            legacy.request(exchange, message, meta);
        }
    }

    private static boolean modernHeader(Exchange exchange) {
        ProtocolVersion version = ProtocolVersion.of(exchange.header("MCP-Protocol-Version"));
        return version != null && version.modern();
    }

    private void notification(Exchange exchange, Message.Notification message) {
        if (modernHeader(exchange) || legacy.metaOf(message.params()).get(ModernEra.PROTOCOL_VERSION) != null) {
            // No notification of a client's means anything over a transport with one stream a request.
            exchange.respond(202);
        } else {
            legacy.notification(exchange, message);
        }
    }

    private void response(Exchange exchange, Message.Response message) {
        if (modernHeader(exchange)) {
            throw new ProtocolException(
                    400, ProtocolException.INVALID_REQUEST, "Revision 2026-07-28 has no responses from clients");
        }
        legacy.response(exchange, message);
    }

    private void batch(Exchange exchange, Message.Batch message) {
        if (modernHeader(exchange)) {
            throw new ProtocolException(400, ProtocolException.INVALID_REQUEST, "Revision 2026-07-28 has no batches");
        }
        batches.accept(exchange, message.elements());
    }

    @Override
    public void open(Exchange exchange) {
        try {
            if (modernHeader(exchange)) {
                exchange.setHeader("Allow", "POST");
                throw new ProtocolException(
                        405, ProtocolException.INVALID_REQUEST, "Revision 2026-07-28 has no GET streams");
            }
            streams.open(exchange);
        } catch (RuntimeException e) {
            refuse(exchange, null, Faults.toAnswer(e));
        }
    }

    @Override
    public void end(Exchange exchange) {
        end(exchange, CloseReason.DELETED);
    }

    @Override
    public void gone(Exchange exchange) {
        end(exchange, CloseReason.TRANSPORT_GONE);
    }

    private void end(Exchange exchange, CloseReason reason) {
        try {
            if (modernHeader(exchange)) {
                exchange.setHeader("Allow", "POST");
                throw new ProtocolException(
                        405, ProtocolException.INVALID_REQUEST, "Revision 2026-07-28 has no sessions");
            }
            sessions.delete(exchange, reason);
        } catch (RuntimeException e) {
            refuse(exchange, null, Faults.toAnswer(e));
        }
    }

    // ---- what people are told ------------------------------------------------------------------------------------

    @Override
    public SessionStatistics statistics() {
        return sessions.statistics();
    }

    @Override
    public @Nullable SessionStatus status(String id) {
        return sessions.status(id);
    }

    /** Lets sessions end and sleep whose time it is. */
    void sweep() {
        sweep.sweep();
    }

    @Override
    public List<String> protocolVersions() {
        return ProtocolVersion.ALL_IDS;
    }

    private void refuse(Exchange exchange, @Nullable Slice id, ProtocolException e) {
        e.setHeaders(exchange);
        frames.respond(
                exchange,
                e.status(),
                id,
                out -> Frames.error(out, id, e.code(), String.valueOf(e.getMessage()), e.data()));
    }
}
