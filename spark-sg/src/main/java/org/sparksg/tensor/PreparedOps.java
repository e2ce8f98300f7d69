package org.sparksg.tensor;

import java.util.LinkedHashMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.CustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * ND4J operations bound to their operands once and executed each step: an ordinary ND4J call costs ten to forty
 * microseconds, a bound one about one.
 *
 * <p>Bound operations are found by the identity of their operands and hold on to them, so the least recently used of more
 * than {@value #CAPACITY} is let go.
 */
final class PreparedOps implements AutoCloseable {
    private static final int CAPACITY = 1024;

    /**
     * The operations, by the names of libnd4j, with their integer and floating point arguments. Rows are summed as a
     * product with a row of ones, which is many times faster than ND4J's own sum.
     */
    enum Kind {
        MATMUL("matmul", new long[] {0, 0, 0}, 1, 0),
        MATMUL_TRANSPOSED_WEIGHT("matmul", new long[] {0, 1, 0}, 1, 0),
        MATMUL_TRANSPOSED_INPUT("matmul", new long[] {1, 0, 0}, 1, 0),
        MATMUL_TRANSPOSED_INPUT_ADD("matmul", new long[] {1, 0, 0}, 1, 1),
        SUM_ROWS("matmul", new long[] {1, 0, 0}, 1, 0),
        SUM_ROWS_ADD("matmul", new long[] {1, 0, 0}, 1, 1),
        DENSE("xw_plus_b", new long[0]),
        RELU("relu", new long[0], 0),
        TANH("tanh", new long[0]),
        SIGMOID("sigmoid", new long[0]);

        private final String name;
        private final long[] integers;
        private final double[] reals;

        Kind(String name, long[] integers, double... reals) {
            this.name = name;
            this.integers = integers;
            this.reals = reals;
        }
    }

    private final OpExecutioner executioner = Nd4j.getExecutioner();
    private final ThreadLimit threads = new ThreadLimit();
    private final Key probe = new Key();
    private final Map<Key, Bound> bound = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Bound> eldest) {
            if (size() > CAPACITY) {
                eldest.getValue().close();
                return true;
            }
            return false;
        }
    };

    PreparedOps() {
        NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(ThreadLimit.threads()); // its own, too
    }

    /** Runs {@code result = kind(a)}. */
    void run(Kind kind, Tensor a, Tensor result) {
        run(kind, a, null, null, result);
    }

    /** Runs {@code result = kind(a, b)}. */
    void run(Kind kind, Tensor a, Tensor b, Tensor result) {
        run(kind, a, b, null, result);
    }

    /** Runs {@code result = kind(a, b, c)}. */
    void run(Kind kind, Tensor a, Tensor b, Tensor c, Tensor result) {
        threads.enter();
        probe.set(kind, a, b, c, result);
        Bound op = bound.get(probe);
        if (op == null) {
            Key key = new Key();
            key.set(kind, a, b, c, result);
            op = new Bound(executioner, key);
            bound.put(key, op);
        }
        executioner.exec(op.op, op.context);
        result.touch();
    }

    @Override
    public void close() {
        bound.values().forEach(Bound::close);
        bound.clear();
    }

    /** Kind and operands; compared by identity. Mutable, so that a look-up allocates nothing. */
    private static final class Key {
        private Kind kind;
        private Tensor a;
        private Tensor b;
        private Tensor c;
        private Tensor result;

        void set(Kind kind, Tensor a, Tensor b, Tensor c, Tensor result) {
            this.kind = kind;
            this.a = a;
            this.b = b;
            this.c = c;
            this.result = result;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // a bound operation belongs to these very tensors
        public boolean equals(Object object) {
            return object instanceof Key other
                    && kind == other.kind
                    && a == other.a
                    && b == other.b
                    && c == other.c
                    && result == other.result;
        }

        @Override
        public int hashCode() {
            int hash = kind.ordinal();
            hash = 31 * hash + System.identityHashCode(a);
            hash = 31 * hash + System.identityHashCode(b);
            hash = 31 * hash + System.identityHashCode(c);
            return 31 * hash + System.identityHashCode(result);
        }
    }

    private static final class Bound {
        private final CustomOp op;
        private final OpContext context;

        Bound(OpExecutioner executioner, Key key) {
            op = DynamicCustomOp.builder(key.kind.name).build();
            context = executioner.buildContext();
            if (key.kind == Kind.SUM_ROWS || key.kind == Kind.SUM_ROWS_ADD) {
                context.setInputArray(0, Nd4j.ones(type(key.a), key.a.rows(), 1));
                context.setInputArray(1, matrix(key.a));
                context.setOutputArray(0, view(key.result, 1, key.result.size()));
            } else {
                bindInOrder(key);
            }
            context.setIArguments(key.kind.integers);
            context.setTArguments(key.kind.reals);
        }

        private void bindInOrder(Key key) {
            context.setInputArray(0, matrix(key.a));
            if (key.b != null) {
                context.setInputArray(1, matrix(key.b));
            }
            if (key.c != null) {
                context.setInputArray(2, view(key.c, key.c.size()));
            }
            context.setOutputArray(0, matrix(key.result));
        }

        void close() {
            try {
                context.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot release the ND4J context of " + op.opName(), e);
            }
        }

        private static INDArray matrix(Tensor x) {
            return view(x, x.rows(), x.columns());
        }

        private static INDArray view(Tensor x, long... dims) {
            DataBuffer buffer =
                    Nd4j.createBuffer(x.address(), x.size(), type(x)); // a view, which the tensor keeps alive
            return Nd4j.create(buffer, dims, Nd4j.getStrides(dims, 'c'), 0, 'c');
        }

        private static DataType type(Tensor x) {
            return x.type() == Element.F64 ? DataType.DOUBLE : DataType.FLOAT;
        }
    }
}
