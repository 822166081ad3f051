/**
 * A plugin that lets its results be kept, and tells in each who made it, for whom and when. Made by
 * {@link dev.backplane.itests.harness.TestBundle}, in as many versions as are needed.
 */
package dev.backplane.itests.kept;
