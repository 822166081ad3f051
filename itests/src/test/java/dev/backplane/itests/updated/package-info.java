/**
 * A plugin that tests update while it is called. Made by {@link dev.backplane.itests.harness.TestBundle}, in as many
 * versions as are needed.
 */
package dev.backplane.itests.updated;
