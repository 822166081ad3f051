/** A registry that keeps its entries in order. */
package ${package};
