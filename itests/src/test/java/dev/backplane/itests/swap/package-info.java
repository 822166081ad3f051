/**
 * Proofs that parts are swapped while thousands of calls run, with their state, and no call notices. In a short form; in
 * full with {@code -Pproof}.
 */
package dev.backplane.itests.swap;
