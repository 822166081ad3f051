/** A codec that is slow. Made by {@link dev.backplane.itests.harness.TestBundle}. */
package dev.backplane.itests.tuned;
