/** A plugin that uses the cache tiers directly. Made by {@link dev.backplane.itests.harness.TestBundle}. */
package dev.backplane.itests.tiered;
