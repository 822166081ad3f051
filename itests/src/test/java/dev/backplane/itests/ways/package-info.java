/** What every way in has to keep, and that all of them answer alike. */
package dev.backplane.itests.ways;
