/**
 * Load on the running distribution whose every answer is kept, and held against a model afterwards: nothing may be
 * refused, lost, duplicated or answered wrongly.
 *
 * <pre>{@code
 * try (Load load = Load.start(backplane, Mix.seeded(7))) {
 *     backplane.shell("mcp:slot-use codec jackson");
 *     History history = load.stop();
 *     assertThat(Verdict.of(history)).isEmpty();
 *     System.out.println(Report.of("codec", history, swaps));
 * }
 * }</pre>
 *
 * <p>{@link dev.backplane.itests.load.Load} drives actors, one thread and one connection each; an actor makes
 * {@link dev.backplane.itests.load.Moves moves} of several kinds, chosen by a seeded random; each leaves an
 * {@link dev.backplane.itests.load.Operation} in the {@link dev.backplane.itests.load.History}. The fixture bundle
 * must be installed.
 */
package dev.backplane.itests.load;
