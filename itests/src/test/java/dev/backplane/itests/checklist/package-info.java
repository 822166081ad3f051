/** Tests of the checklist: each makes the platform ail, sees the verdict turn, does what it says, and sees it turn back. */
package dev.backplane.itests.checklist;
