/**
 * Tensors and the few dozen numeric primitives that everything above computes with.
 *
 * <p>{@link org.sparksg.tensor.Tensor} is preallocated storage with a shape; {@link org.sparksg.tensor.Kernels} are the
 * primitives, always written into results that the caller owns. A tensor has one owner at a time, the thread of its
 * stage; a {@code Kernels} object belongs to one thread. Nothing here knows of layers, time or place.
 */
package org.sparksg.tensor;
