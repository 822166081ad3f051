/** The tools, resources and prompts over the running container, called through HTTP on the real distribution. */
package dev.backplane.itests.container;
