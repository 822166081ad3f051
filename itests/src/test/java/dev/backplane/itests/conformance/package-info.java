/** The public conformance suite against the running distribution with its fixture. */
package dev.backplane.itests.conformance;
