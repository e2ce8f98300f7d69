/**
 * Computations as graphs: written forward once, differentiated, fused and given memory before the first batch.
 *
 * <p>A {@link org.sparksg.graph.Graph} holds operations on {@link org.sparksg.graph.Value}s, all of whose shapes are known. {@link
 * org.sparksg.graph.Graph#differentiate} appends the operations that compute gradients (reverse mode, as a transformation). A {@link
 * org.sparksg.graph.Program} is a graph compiled for kernels: what nobody reads is dropped, operations that belong together become
 * one, and values that do not live at the same time share memory. A {@link org.sparksg.graph.Frame} is one batch on its way.
 *
 * <p>There is no control flow, no second derivative and no shape that changes: another number of rows is another program.
 */
package org.sparksg.graph;
