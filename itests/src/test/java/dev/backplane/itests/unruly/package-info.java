/**
 * A plugin whose tools do all that no tool should: each is one fault. Made by
 * {@link dev.backplane.itests.harness.TestBundle}.
 */
package dev.backplane.itests.unruly;
