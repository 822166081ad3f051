/**
 * What integration tests are written with: the real distribution, unpacked and running, and real clients.
 *
 * <p>A test of what ships asks for the instance that the whole suite shares:
 *
 * <pre>{@code
 * Distribution backplane = Distribution.shared();
 * URI mcp = backplane.endpoint();                  // http://127.0.0.1:PORT/mcp
 * String table = backplane.shell("mcp:tools");     // over ssh; throws where the command fails
 * }</pre>
 *
 * <p>{@link dev.backplane.itests.harness.Distribution#conformance()} is a second shared instance, with the conformance
 * fixture in it. A test that kills, reconfigures or fills an instance makes its own, and closes it:
 *
 * <pre>{@code
 * try (Distribution own = Distribution.builder("my-test").feature("backplane-conformance").start()) {
 *     own.kill();
 *     own.start();
 * }
 * }</pre>
 *
 * <p>{@link dev.backplane.itests.harness.Node} runs pinned npm packages, and reports the test skipped, loudly, on a machine
 * without npm. {@link dev.backplane.itests.harness.Commands} runs any other program. When a test fails, the tail of every
 * running instance's log is printed with it.
 *
 * <p>No test sleeps: what happens in another process is awaited by polling with a bound, which only the harness does.
 */
package dev.backplane.itests.harness;
