package org.sparksg.nn;

import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/** One batch in flight through a function of each element, whose derivative follows from its result. */
final class ActivationPass implements Pass {

    /** The functions. */
    enum Function {
        RELU {
            @Override
            void forward(Kernels kernels, Tensor x, Tensor y) {
                kernels.relu(x, y);
            }

            @Override
            void backward(Kernels kernels, Tensor y, Tensor dy, Tensor dx) {
                kernels.reluBackward(y, dy, dx);
            }
        },
        TANH {
            @Override
            void forward(Kernels kernels, Tensor x, Tensor y) {
                kernels.tanh(x, y);
            }

            @Override
            void backward(Kernels kernels, Tensor y, Tensor dy, Tensor dx) {
                kernels.tanhBackward(y, dy, dx);
            }
        },
        SIGMOID {
            @Override
            void forward(Kernels kernels, Tensor x, Tensor y) {
                kernels.sigmoid(x, y);
            }

            @Override
            void backward(Kernels kernels, Tensor y, Tensor dy, Tensor dx) {
                kernels.sigmoidBackward(y, dy, dx);
            }
        };

        abstract void forward(Kernels kernels, Tensor x, Tensor y);

        abstract void backward(Kernels kernels, Tensor y, Tensor dy, Tensor dx);
    }

    private final Function function;
    private final Kernels kernels;
    private final Tensor y;
    private final Tensor dx;

    ActivationPass(Function function, Shape input, int maxBatch, Kernels kernels) {
        this.function = function;
        this.kernels = kernels;
        this.y = kernels.zeros(input.batch(maxBatch));
        this.dx = kernels.zeros(input.batch(maxBatch));
    }

    @Override
    public Tensor train(Variables variables, Tensor x, long stream) {
        return infer(variables, x);
    }

    @Override
    public Tensor infer(Variables variables, Tensor x) {
        Tensor result = y.rows(x.rows());
        function.forward(kernels, x, result);
        return result;
    }

    @Override
    public Tensor backward(Variables variables, Gradient gradient, Tensor dy) {
        Tensor result = dx.rows(dy.rows());
        function.backward(kernels, y.rows(dy.rows()), dy, result);
        return result;
    }

    @Override
    public void backwardToParameters(Variables variables, Gradient gradient, Tensor dy) {
        // there are none
    }
}
