/**
 * A bundle of a registry and a session store, both of the variant {@code faulty}, that throw, hang or stop their own bundle
 * where a test wants it; otherwise they do what they should. Made by {@link dev.backplane.itests.harness.TestBundle}.
 */
package dev.backplane.itests.faulty;
