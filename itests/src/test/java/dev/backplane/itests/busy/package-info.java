/** A tool that holds up I/O threads, until it is updated. Made by {@link dev.backplane.itests.harness.TestBundle}. */
package dev.backplane.itests.busy;
