/**
 * A bundle that tests install into the running distribution: plugins that use the cache, and see whether it gives out anything
 * outdated, or its tiers, and tiers besides those of the platform. Made by {@link dev.backplane.itests.harness.TestBundle}.
 */
package dev.backplane.itests.cached;
