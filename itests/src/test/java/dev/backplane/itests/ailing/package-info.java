/** Parts that are slow, and a tool that makes the platform ail. Made by {@link dev.backplane.itests.harness.TestBundle}. */
package dev.backplane.itests.ailing;
