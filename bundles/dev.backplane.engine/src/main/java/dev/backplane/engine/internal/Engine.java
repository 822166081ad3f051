package dev.backplane.engine.internal;

import dev.backplane.api.Prompt;
import dev.backplane.api.Resource;
import dev.backplane.api.ResourceTemplate;
import dev.backplane.api.Tool;
import dev.backplane.engine.internal.schema.Schemas;
import dev.backplane.spi.call.CallObserver;
import dev.backplane.spi.codec.Codec;
import dev.backplane.spi.codec.Slice;
import dev.backplane.spi.dispatch.Dispatcher;
import dev.backplane.spi.registry.Owner;
import dev.backplane.spi.registry.Registry;
import dev.backplane.spi.session.CloseReason;
import dev.backplane.spi.session.SessionMonitor;
import dev.backplane.spi.session.SessionStatistics;
import dev.backplane.spi.session.SessionStatus;
import dev.backplane.spi.session.SessionStore;
import dev.backplane.spi.session.TaskMonitor;
import dev.backplane.spi.session.TaskStatistics;
import dev.backplane.spi.slot.Slot;
import dev.backplane.spi.slot.SlotEmptyException;
import dev.backplane.spi.transport.Conversation;
import dev.backplane.spi.transport.Endpoint;
import dev.backplane.spi.transport.Exchange;
import dev.backplane.spi.transport.Line;
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
        service = {Endpoint.class, SessionMonitor.class, TaskMonitor.class},
        configurationPid = "dev.backplane.engine")
@Designate(ocd = EngineConfig.class)
public final class Engine implements Endpoint, SessionMonitor, TaskMonitor {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    /** Each goes through all tasks; what is due is let go without it. */
    private static final long TASK_SWEEP_MILLIS = 60_000;

    private final String serverVersion;
    private final Frames frames;
    private final ChangeFeed changes;
    private final CacheUse cache;
    private final Subscriptions subscriptions;
    private final RequestStates states;
    private final Catalog catalog;
    private final Departures departures;
    private final Tasks tasks;
    final TaskKeeper taskKeeper;
    private final Sessions sessions;
    private final SessionSweep sweep;
    private final StandingStreams streams;
    private final Observers observers = new Observers();
    private final ModernEra modern;
    private final Reception reception;
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
            @Reference CacheUse cache,
            EngineConfig config,
            BundleContext context) {
        this(
                registry,
                store,
                codec,
                dispatcher,
                changes,
                cache,
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
            CacheUse cache,
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
        this.cache = cache;
        changes.connect(subscriptions);
        states = new RequestStates(
                codec, clock, first.calls().stateSecret(), first.calls().askTimeMillis());
        IoWatch ioWatch = new IoWatch();
        Schemas schemas = new Schemas();
        cache.show(schemas.held());
        CallServices services = new CallServices(
                frames,
                dispatcher,
                timer,
                states,
                new Questions(frames, subscriptions),
                ioWatch,
                cache,
                new ResultCache(cache, frames, clock),
                schemas,
                this::settings);
        departures = new Departures(
                this::settings,
                timer,
                dispatcher,
                () -> context != null && PluginBundles.frameworkStops(context),
                schemas::gone);
        bundles = context == null ? null : new PluginBundles(context, departures::uninstalled);
        taskKeeper = new TaskKeeper(store.tasks(), registry, codec, clock, timer, this::settings);
        tasks = new Tasks(services, registry, taskKeeper, subscriptions, clock);
        Tools tools = new Tools(services, registry, departures, tasks, subscriptions);
        Resources resources = new Resources(services, registry, departures, subscriptions);
        Prompts prompts = new Prompts(services, registry, departures, subscriptions);
        catalog = new Catalog(tools, resources, prompts, new Completions(services, prompts, resources));
        TaskRequests taskRequests = new TaskRequests(services, tasks, taskKeeper);
        LegacyEra legacy = new LegacyEra(frames, this::settings, catalog, taskRequests, sessions, observers);
        Batches batches = new Batches(frames, this::settings, sessions, legacy, observers);
        modern = new ModernEra(frames, this::settings, catalog, taskRequests, subscriptions, cache, observers);
        reception = new Reception(frames, sessions, streams, legacy, batches, modern, observers);
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
        modern.changed();
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
        cache.disconnect();
        timer.shutdownNow();
    }

    @Override
    public TaskStatistics taskStatistics() {
        return taskKeeper.taskStatistics();
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

    @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
    void addObserver(CallObserver observer) {
        observers.add(observer);
    }

    void removeObserver(CallObserver observer) {
        observers.remove(observer);
    }

    private static Owner owner(Map<String, Object> properties) {
        return PluginBundles.owner(String.valueOf(properties.get(Constants.SERVICE_BUNDLEID)));
    }

    // ---- messages ------------------------------------------------------------------------------------------------

    @Override
    public void accept(Exchange exchange, byte[] body, int offset, int length) {
        reception.accept(exchange, body, offset, length);
    }

    @Override
    public Conversation connect(Line line) {
        return new Dialogue(frames, reception, line);
    }

    @Override
    public void open(Exchange exchange) {
        reception.open(exchange);
    }

    @Override
    public void end(Exchange exchange) {
        reception.end(exchange, CloseReason.DELETED);
    }

    @Override
    public void gone(Exchange exchange) {
        reception.end(exchange, CloseReason.TRANSPORT_GONE);
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
}
