/** A bundle whose tool says who calls. */
package dev.backplane.itests.caller;
