/** Greets people: a tool, a resource and a prompt. */
package ${package};
