package org.sparksg.tensor;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** {@link Curve}s by oneDNN. */
final class OneDnnCurve {
    private OneDnnCurve() {}

    static Step forward(OneDnn oneDnn, Curve curve, Tensor x, Tensor y) {
        OneDnnCall call = new OneDnnCall(
                oneDnn,
                curve.toString(),
                plan(curve, x.size()),
                List.of(
                        OneDnnCall.Operand.of(DNNL_ARG_SRC, flat(x.size()), x),
                        OneDnnCall.Operand.of(DNNL_ARG_DST, flat(y.size()), y)));
        return () -> {
            call.run();
            y.touch();
        };
    }

    static Step backward(OneDnn oneDnn, Curve curve, Tensor x, Tensor dy, Tensor dx) {
        dnnl_primitive_desc hint = plan(curve, x.size());
        dnnl_primitive_desc plan = new dnnl_primitive_desc();
        dnnl_memory_desc elements = flat(x.size());
        dnnl_primitive_attr attributes = OneDnnCall.attributes(false);
        check(dnnl_eltwise_backward_primitive_desc_create(
                plan,
                OneDnn.engine(),
                algorithm(curve),
                elements,
                elements,
                elements,
                alpha(curve),
                0,
                hint,
                attributes));
        check(dnnl_primitive_attr_destroy(attributes));
        check(dnnl_memory_desc_destroy(elements));
        check(dnnl_primitive_desc_destroy(hint));
        OneDnnCall call = new OneDnnCall(
                oneDnn,
                curve + ", gradient",
                plan,
                List.of(
                        OneDnnCall.Operand.of(DNNL_ARG_SRC, flat(x.size()), x),
                        OneDnnCall.Operand.of(DNNL_ARG_DIFF_DST, flat(x.size()), dy),
                        OneDnnCall.Operand.of(DNNL_ARG_DIFF_SRC, flat(x.size()), dx)));
        return () -> {
            call.run();
            dx.touch();
        };
    }

    private static dnnl_primitive_desc plan(Curve curve, int size) {
        dnnl_primitive_desc plan = new dnnl_primitive_desc();
        dnnl_memory_desc elements = flat(size);
        dnnl_primitive_attr attributes = OneDnnCall.attributes(false);
        check(dnnl_eltwise_forward_primitive_desc_create(
                plan,
                OneDnn.engine(),
                dnnl_forward_training,
                algorithm(curve),
                elements,
                elements,
                alpha(curve),
                0,
                attributes));
        check(dnnl_primitive_attr_destroy(attributes));
        check(dnnl_memory_desc_destroy(elements));
        return plan;
    }

    private static int algorithm(Curve curve) {
        return switch (curve.form()) {
            case GELU -> dnnl_eltwise_gelu_erf;
            case SILU -> dnnl_eltwise_swish;
            case LEAKY_RELU -> dnnl_eltwise_relu;
            case SOFTPLUS -> dnnl_eltwise_soft_relu;
            case TANH -> dnnl_eltwise_tanh;
            case SIGMOID -> dnnl_eltwise_logistic;
        };
    }

    private static float alpha(Curve curve) {
        return curve.form() == Curve.Form.LEAKY_RELU ? (float) curve.slope() : 1;
    }

    private static dnnl_memory_desc flat(int size) {
        dnnl_memory_desc description = new dnnl_memory_desc();
        check(dnnl_memory_desc_create_with_strides(
                description, 2, new long[] {1, size}, dnnl_f32, new long[] {size, 1}));
        return description;
    }

    private static void check(int status) {
        OneDnn.check("element by element", status);
    }
}
