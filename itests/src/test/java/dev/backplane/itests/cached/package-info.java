/**
 * A bundle that tests install into the running distribution: a plugin that uses the cache and sees whether it gives out anything
 * outdated, and a cache tier besides those of the platform. Made by {@link dev.backplane.itests.harness.TestBundle}.
 */
package dev.backplane.itests.cached;
