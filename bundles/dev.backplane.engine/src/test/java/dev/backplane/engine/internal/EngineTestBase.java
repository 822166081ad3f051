package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.CallContext;
import dev.backplane.api.Resource;
import dev.backplane.api.ResourceInfo;
import dev.backplane.api.ResourceResult;
import dev.backplane.api.Tool;
import dev.backplane.api.ToolInfo;
import dev.backplane.api.ToolResult;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** An engine, tools made of lambdas, and what tests of both eras share. */
abstract class EngineTestBase {

    record Message(String message) {}

    record Nothing() {}

    interface Handler<A> {
        ToolResult call(A arguments, CallContext context) throws Exception;
    }

    final EngineFixture fixture;
    final CountDownLatch started = new CountDownLatch(1);

    EngineTestBase() {
        this(new EngineFixture());
    }

    EngineTestBase(EngineFixture fixture) {
        this.fixture = fixture;
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    <A> Tool<A> tool(ToolInfo<A> info, Handler<A> handler) {
        Tool<A> tool = made(info, handler);
        fixture.engine.addTool(tool, fixture.from(1));
        return tool;
    }

    static <A> Tool<A> made(ToolInfo<A> info, Handler<A> handler) {
        return new Tool<>() {
            @Override
            public ToolInfo<A> info() {
                return info;
            }

            @Override
            public ToolResult call(A arguments, CallContext context) throws Exception {
                return handler.call(arguments, context);
            }
        };
    }

    Tool<Message> echo() {
        return tool(
                ToolInfo.of("echo", Message.class).nonBlocking(),
                (arguments, context) -> ToolResult.text(arguments.message()));
    }

    static ToolInfo<Nothing> named(String name) {
        return ToolInfo.of(name, Nothing.class);
    }

    static ToolResult untilCancelled(CallContext context, CountDownLatch started) throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        context.onCancel(over::countDown);
        started.countDown();
        assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
        return ToolResult.text("too late");
    }

    static String answer(String request, String outcome) {
        String id = request.substring(request.indexOf("\"id\":") + 5, request.indexOf(",\"method\""));
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + "," + outcome + "}";
    }

    static Resource resource(String uri) {
        return new Resource() {
            @Override
            public ResourceInfo info() {
                return ResourceInfo.of(uri, "r");
            }

            @Override
            public ResourceResult read(CallContext context) {
                return ResourceResult.text(uri, "text/plain", "contents");
            }
        };
    }

    static String state(String body) {
        String state = body.substring(body.indexOf("\"requestState\":\"") + 16);
        return state.substring(0, state.indexOf('"'));
    }
}
