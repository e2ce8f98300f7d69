package org.sparksg.tensor;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Compiled products of oneDNN, bound to their operands.
 *
 * @param type of the factors, in the library's numbers; results are always f32
 */
record OneDnnProduct(OneDnn oneDnn, Factors factors, int type) {
    private static final String NAME = "product";

    /** {@code y (+)= a · b}, plus {@code bias} unless that is null. */
    OneDnnCall call(Tensor a, Tensor b, Tensor bias, Tensor y, boolean add) {
        List<OneDnnCall.Operand> operands = new ArrayList<>();
        operands.add(factor(DNNL_ARG_SRC, source(), a));
        operands.add(factor(DNNL_ARG_WEIGHTS, weights(), b));
        if (bias != null) {
            operands.add(OneDnnCall.Operand.of(DNNL_ARG_BIAS, row(), bias));
        }
        operands.add(OneDnnCall.Operand.of(DNNL_ARG_DST, result(), y));
        dnnl_memory_desc biases = bias == null ? null : row();
        dnnl_primitive_desc plan = plan(source(), weights(), biases, result(), add);
        return new OneDnnCall(oneDnn, NAME + " " + factors, plan, operands);
    }

    /** Some columns of {@code y = a · b}, from one of them on. */
    OneDnnCall strip(Tensor a, Tensor b, Tensor y, int first, int width) {
        int inner = factors.inner();
        int columns = factors.columns();
        List<OneDnnCall.Operand> operands = List.of(
                OneDnnCall.Operand.of(DNNL_ARG_SRC, source(), a),
                OneDnnCall.Operand.columns(DNNL_ARG_WEIGHTS, matrix(type, inner, width, columns, 1), b, first),
                OneDnnCall.Operand.columns(
                        DNNL_ARG_DST, matrix(dnnl_f32, factors.rows(), width, columns, 1), y, first));
        dnnl_primitive_desc plan = plan(
                source(),
                matrix(type, inner, width, columns, 1),
                null,
                matrix(dnnl_f32, factors.rows(), width, columns, 1),
                false);
        return new OneDnnCall(oneDnn, NAME + " " + factors, plan, operands);
    }

    private OneDnnCall.Operand factor(int role, dnnl_memory_desc description, Tensor tensor) {
        return type == dnnl_f32
                ? OneDnnCall.Operand.of(role, description, tensor)
                : OneDnnCall.Operand.rounded(role, description, tensor);
    }

    private dnnl_memory_desc source() {
        return factors.firstTransposed()
                ? matrix(type, factors.rows(), factors.inner(), 1, factors.rows())
                : matrix(type, factors.rows(), factors.inner(), factors.inner(), 1);
    }

    private dnnl_memory_desc weights() {
        return factors.secondTransposed()
                ? matrix(type, factors.inner(), factors.columns(), 1, factors.inner())
                : matrix(type, factors.inner(), factors.columns(), factors.columns(), 1);
    }

    private dnnl_memory_desc result() {
        return matrix(dnnl_f32, factors.rows(), factors.columns(), factors.columns(), 1);
    }

    private dnnl_memory_desc row() {
        return matrix(dnnl_f32, 1, factors.columns(), factors.columns(), 1);
    }

    private static dnnl_memory_desc matrix(int type, long rows, long columns, long rowStride, long columnStride) {
        dnnl_memory_desc description = new dnnl_memory_desc();
        long[] dims = {rows, columns};
        long[] strides = {rowStride, columnStride};
        check(dnnl_memory_desc_create_with_strides(description, 2, dims, type, strides));
        return description;
    }

    /** Descriptions are destroyed here. */
    private static dnnl_primitive_desc plan(
            dnnl_memory_desc a, dnnl_memory_desc b, dnnl_memory_desc bias, dnnl_memory_desc y, boolean add) {
        dnnl_primitive_desc plan = new dnnl_primitive_desc();
        dnnl_primitive_attr attributes = OneDnnCall.attributes(add);
        check(dnnl_matmul_primitive_desc_create(plan, OneDnn.engine(), a, b, bias, y, attributes));
        check(dnnl_primitive_attr_destroy(attributes));
        for (dnnl_memory_desc description : bias == null ? List.of(a, b, y) : List.of(a, b, bias, y)) {
            check(dnnl_memory_desc_destroy(description));
        }
        return plan;
    }

    private static void check(int status) {
        OneDnn.check(NAME, status);
    }
}
