package org.sparksg.tensor;

import java.lang.ref.Reference;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/**
 * An ND4J operation bound to its operands: an ordinary ND4J call costs ten to forty microseconds, a bound one about one. ND4J frees its
 * native side when nobody refers to it any more.
 */
final class Nd4jCall implements Step {
    private final OpExecutioner executioner = Nd4j.getExecutioner();
    private final ThreadLimit threads;
    private final CustomOp op;
    private final OpContext context = executioner.buildContext();
    private final Tensor result;
    private final List<Tensor> operands; // kept alive

    private Nd4jCall(String name, ThreadLimit threads, Tensor result, Tensor... operands) {
        this.op = DynamicCustomOp.builder(name).build();
        this.threads = threads;
        this.result = result;
        this.operands = List.of(operands);
        for (int i = 0; i < operands.length; i++) {
            context.setInputArray(i, matrix(operands[i]));
        }
        context.setOutputArray(0, matrix(result));
    }

    /** {@code result (+)= a · b}, with either transposed. */
    static Nd4jCall product(
            ThreadLimit threads,
            Tensor a,
            boolean transposedA,
            Tensor b,
            boolean transposedB,
            Tensor result,
            boolean add) {
        Nd4jCall call = new Nd4jCall("matmul", threads, result, a, b);
        call.context.setIArguments(transposedA ? 1 : 0, transposedB ? 1 : 0, 0);
        call.context.setTArguments(1, add ? 1 : 0);
        return call;
    }

    /** {@code y = x · weight + bias}. */
    static Nd4jCall dense(ThreadLimit threads, Tensor x, Tensor weight, Tensor bias, Tensor y) {
        Nd4jCall call = new Nd4jCall("xw_plus_b", threads, y, x, weight, bias);
        call.context.setInputArray(2, array(bias, bias.size()));
        return call;
    }

    @Override
    public void run() {
        threads.enter();
        executioner.exec(op, context);
        result.touch();
        Reference.reachabilityFence(operands);
    }

    private static INDArray matrix(Tensor x) {
        return array(x, x.rows(), x.columns());
    }

    private static INDArray array(Tensor x, long... dims) {
        DataType type = x.type() == Element.F64 ? DataType.DOUBLE : DataType.FLOAT;
        DataBuffer buffer = Nd4j.createBuffer(x.address(), x.size(), type); // a view
        return Nd4j.create(buffer, dims, Nd4j.getStrides(dims, 'c'), 0, 'c');
    }
}
