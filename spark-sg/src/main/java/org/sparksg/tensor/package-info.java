/**
 * Tensors and the few dozen numeric primitives that everything above computes with.
 *
 * <p>{@link org.sparksg.tensor.Tensor} is preallocated storage with a shape; {@link org.sparksg.tensor.Kernels} are the
 * primitives, always written into results that the caller owns. {@link org.sparksg.tensor.Backend} opens the best
 * implementation that runs here, {@link org.sparksg.tensor.ComputeCheck} tells what that is and how to get a better one. A
 * tensor has one owner at a time, the thread of its stage; a {@code Kernels} object belongs to one thread. Nothing here knows
 * of layers, time or place.
 */
package org.sparksg.tensor;
