/** Cache tiers in the running distribution. */
package dev.backplane.itests.cache;
