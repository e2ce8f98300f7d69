package org.sparksg.tensor;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromByteBuffer;
import static org.sparksg.tensor.Lanes.FLOATS;
import static org.sparksg.tensor.Lanes.ORDER;
import static org.sparksg.tensor.Lanes.WIDTH;
import static org.sparksg.tensor.Lanes.get;
import static org.sparksg.tensor.Lanes.put;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** Optimizer steps with vector instructions, in one pass over parameters, gradient and state. */
final class VectorOptimizers {
    private static final float NEGLIGIBLE = (float) OptimizerLoops.NEGLIGIBLE;

    private VectorOptimizers() {}

    /** Steps the elements from {@code start}, included, to {@code end}, excluded; touches nothing. */
    static void adam(
            Tensor parameters, Tensor gradient, Tensor first, Tensor second, AdamStep step, int start, int end) {
        ByteBuffer p = parameters.bytes();
        ByteBuffer g = gradient.bytes();
        ByteBuffer m = first.bytes();
        ByteBuffer v = second.bytes();
        float scale = (float) step.gradientScale();
        float decay = (float) step.penalty();
        float beta1 = (float) step.beta1();
        float rest1 = (float) (1 - step.beta1());
        float beta2 = (float) step.beta2();
        float rest2 = (float) (1 - step.beta2());
        float keep = (float) step.keep();
        float rate = (float) step.momentRate();
        float own = (float) step.gradientRate();
        float epsilon = (float) step.correctedEpsilon();
        int i = start;
        FloatVector zero = broadcast(FLOATS, 0);
        for (; i <= end - WIDTH; i += WIDTH) {
            FloatVector old = fromByteBuffer(FLOATS, p, i << 2, ORDER);
            FloatVector gradients =
                    fromByteBuffer(FLOATS, g, i << 2, ORDER).mul(scale).add(old.mul(decay));
            FloatVector moment =
                    fromByteBuffer(FLOATS, m, i << 2, ORDER).mul(beta1).add(gradients.mul(rest1));
            FloatVector square = fromByteBuffer(FLOATS, v, i << 2, ORDER)
                    .mul(beta2)
                    .add(gradients.mul(gradients).mul(rest2));
            moment = moment.blend(zero, moment.abs().compare(VectorOperators.LT, NEGLIGIBLE));
            square = square.blend(zero, square.compare(VectorOperators.LT, NEGLIGIBLE));
            moment.intoByteBuffer(m, i << 2, ORDER);
            square.intoByteBuffer(v, i << 2, ORDER);
            FloatVector move =
                    moment.mul(rate).add(gradients.mul(own)).div(square.sqrt().add(epsilon));
            old.mul(keep).sub(move).intoByteBuffer(p, i << 2, ORDER);
        }
        OptimizerLoops.adam(p, g, m, v, step, i, end);
    }

    static void sgd(
            Tensor parameters,
            Tensor gradient,
            double gradientScale,
            Tensor velocity,
            double rate,
            double momentum,
            boolean nesterov,
            double decay) {
        float scale = (float) gradientScale;
        if (velocity == null) {
            plain(parameters, gradient, scale, (float) rate, (float) decay);
        } else {
            momentum(parameters, gradient, scale, velocity, (float) rate, (float) momentum, nesterov, (float) decay);
            velocity.touch();
        }
        parameters.touch();
    }

    private static void plain(Tensor parameters, Tensor gradient, float scale, float rate, float decay) {
        ByteBuffer p = parameters.bytes();
        ByteBuffer g = gradient.bytes();
        int size = parameters.size();
        int i = 0;
        for (; i <= size - WIDTH; i += WIDTH) {
            FloatVector old = fromByteBuffer(FLOATS, p, i << 2, ORDER);
            old.sub(fromByteBuffer(FLOATS, g, i << 2, ORDER)
                            .mul(scale)
                            .add(old.mul(decay))
                            .mul(rate))
                    .intoByteBuffer(p, i << 2, ORDER);
        }
        for (; i < size; i++) {
            float old = get(p, i);
            put(p, i, old - (get(g, i) * scale + old * decay) * rate);
        }
    }

    private static void momentum(
            Tensor parameters,
            Tensor gradient,
            float scale,
            Tensor velocity,
            float rate,
            float momentum,
            boolean nesterov,
            float decay) {
        ByteBuffer p = parameters.bytes();
        ByteBuffer g = gradient.bytes();
        ByteBuffer v = velocity.bytes();
        float ownShare = nesterov ? 1 : 0;
        float momentumShare = nesterov ? momentum : 1;
        int size = parameters.size();
        int i = 0;
        for (; i <= size - WIDTH; i += WIDTH) {
            FloatVector old = fromByteBuffer(FLOATS, p, i << 2, ORDER);
            FloatVector own =
                    fromByteBuffer(FLOATS, g, i << 2, ORDER).mul(scale).add(old.mul(decay));
            FloatVector speed =
                    fromByteBuffer(FLOATS, v, i << 2, ORDER).mul(momentum).add(own);
            speed.intoByteBuffer(v, i << 2, ORDER);
            old.sub(own.mul(ownShare).add(speed.mul(momentumShare)).mul(rate)).intoByteBuffer(p, i << 2, ORDER);
        }
        for (; i < size; i++) {
            float old = get(p, i);
            float own = get(g, i) * scale + old * decay;
            float speed = get(v, i) * momentum + own;
            put(v, i, speed);
            put(p, i, old - (own * ownShare + speed * momentumShare) * rate);
        }
    }

    static void lookAhead(Tensor parameters, Tensor first, Tensor second, LookAhead numbers, Tensor to) {
        ByteBuffer p = parameters.bytes();
        ByteBuffer m = first.bytes();
        ByteBuffer v = second.bytes();
        ByteBuffer ahead = to.bytes();
        float keep = (float) numbers.keep();
        float along = (float) numbers.along();
        float share = (float) numbers.share();
        float epsilon = (float) numbers.epsilon();
        int size = to.size();
        int i = 0;
        for (; i <= size - WIDTH; i += WIDTH) {
            FloatVector root =
                    fromByteBuffer(FLOATS, v, i << 2, ORDER).mul(share).sqrt().add(epsilon);
            fromByteBuffer(FLOATS, p, i << 2, ORDER)
                    .mul(keep)
                    .sub(fromByteBuffer(FLOATS, m, i << 2, ORDER).mul(along).div(root))
                    .intoByteBuffer(ahead, i << 2, ORDER);
        }
        for (; i < size; i++) {
            float root = (float) Math.sqrt(get(v, i) * share) + epsilon;
            put(ahead, i, get(p, i) * keep - get(m, i) * along / root);
        }
        to.touch();
    }
}
