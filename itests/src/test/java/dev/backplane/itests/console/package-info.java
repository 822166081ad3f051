/** The console in a real browser. */
package dev.backplane.itests.console;
