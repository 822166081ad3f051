package dev.backplane.engine.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backplane.api.Tool;
import dev.backplane.api.ToolResult;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What clients are told of plugins that are updated, and when. */
class ListAnnouncementTest extends EngineTestBase {

    private static final long HOLD = 2_000;
    private static final long SETTLE = EngineFixture.settings().lists().settleMillis();
    private static final String CHANGED = "notifications/tools/list_changed";

    private final ManualTimer timer;
    private FakeExchange.Stream legacy;
    private FakeExchange.Stream modern;

    ListAnnouncementTest() throws Exception {
        super(new EngineFixture(EngineFixture.settings(10_000, HOLD, 3), new ManualTimer()));
        timer = (ManualTimer) fixture.timer;
        legacy = fixture.listen(fixture.open("2025-06-18"));
        modern = fixture.modern("subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}")
                .opened();
    }

    @BeforeEach
    void acknowledged() throws Exception {
        assertThat(modern.next()).contains("acknowledged");
    }

    private Tool<Nothing> add(String name, long bundle) {
        Tool<Nothing> tool = made(named(name), (arguments, context) -> ToolResult.text(name));
        fixture.engine.addTool(tool, fixture.from(bundle));
        return tool;
    }

    private void assertTold(int times) {
        assertThat(legacy.messages)
                .hasSize(times)
                .allSatisfy(each -> assertThat(each).contains(CHANGED));
        assertThat(modern.messages)
                .hasSize(times)
                .allSatisfy(each -> assertThat(each).contains(CHANGED));
        legacy.messages.clear();
        modern.messages.clear();
    }

    @Test
    void update_isToldOnce_afterAllIsBack() {
        Tool<Nothing> one = add("one", 1);
        Tool<Nothing> two = add("two", 1);
        timer.forward(2 * SETTLE);
        assertTold(1);
        for (int i = 0; i < 50; i++) {
            fixture.engine.removeTool(one);
            fixture.engine.removeTool(two);
            timer.forward(HOLD - SETTLE - 1);
            assertTold(0);
            one = add("one", 1);
            timer.forward(SETTLE);
            assertTold(0);
            two = add("two", 1);
            timer.forward(SETTLE - 1);
            assertTold(0);
            timer.forward(1);
            assertTold(1);
            timer.forward(10 * HOLD);
            assertTold(0);
        }
    }

    @Test
    void update_thatBringsLess_isToldOnce_whenTheHoldIsOver() throws Exception {
        Tool<Nothing> one = add("one", 1);
        Tool<Nothing> two = add("two", 1);
        timer.forward(2 * SETTLE);
        assertTold(1);
        fixture.engine.removeTool(one);
        fixture.engine.removeTool(two);
        add("one", 1);
        add("three", 1);
        timer.forward(HOLD - 1);
        assertTold(0);
        assertThat(fixture.modern("tools/list", "").body()).contains("one", "two", "three");
        timer.forward(1 + SETTLE);
        assertTold(1);
        assertThat(fixture.modern("tools/list", "").body())
                .contains("one", "three")
                .doesNotContain("two");
        timer.forward(10 * HOLD);
        assertTold(0);
    }

    @Test
    void removal_isTold_whenTheHoldIsOver_orAtOnceWhereTheBundleIsUninstalled() {
        Tool<Nothing> one = add("one", 1);
        Tool<Nothing> two = add("two", 2);
        timer.forward(2 * SETTLE);
        assertTold(1);
        fixture.engine.removeTool(one);
        timer.forward(HOLD + SETTLE - 1);
        assertTold(0);
        timer.forward(1);
        assertTold(1);
        fixture.engine.removeTool(two);
        fixture.framework.uninstall(2);
        timer.forward(SETTLE);
        assertTold(1);
        timer.forward(10 * HOLD);
        assertTold(0);
    }

    @Test
    void another_bundleThatComesMeanwhile_isToldWithoutDelay() {
        fixture.engine.removeTool(add("one", 1));
        timer.forward(SETTLE);
        assertTold(1);
        add("two", 2);
        timer.forward(SETTLE);
        assertTold(1);
    }

    @Test
    void lists_thatNeverRest_areToldAllTheSame() {
        for (int i = 0; i < 120; i++) {
            add("tool" + i, 1);
            timer.forward(SETTLE / 2);
        }
        assertTold(1);
    }
}
