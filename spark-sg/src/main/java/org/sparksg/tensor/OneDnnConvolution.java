package org.sparksg.tensor;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * Convolutions by oneDNN, bound to their operands. Images lie as {@code [n, height, width, channels]}; for the weight the library
 * chooses a layout of its own, from and to which it is reordered within the step.
 */
final class OneDnnConvolution {
    private static final String NAME = "convolution";

    private final OneDnn oneDnn;
    private final int groups;
    private final long[] strides;
    private final long[] dilations;
    private final long[] before;
    private final long[] after;

    OneDnnConvolution(OneDnn oneDnn, Window window, int groups) {
        this.oneDnn = oneDnn;
        this.groups = groups;
        this.strides = new long[] {window.down().stride(), window.right().stride()};
        this.dilations =
                new long[] {window.down().dilation() - 1, window.right().dilation() - 1};
        this.before = new long[] {window.down().before(), window.right().before()};
        this.after = new long[] {window.down().after(), window.right().after()};
    }

    /** {@code y = x ∗ weight}. */
    Step forward(Tensor x, Tensor weight, Tensor y) {
        dnnl_primitive_desc plan = forwardPlan(x, weight, y);
        return withWeight(NAME, plan, weight, DNNL_ARG_SRC, x, DNNL_ARG_DST, y);
    }

    /** The gradient by {@code x}. */
    Step inputGradient(Tensor dy, Tensor weight, Tensor dx) {
        dnnl_primitive_desc hint = forwardPlan(dx, weight, dy);
        dnnl_primitive_desc plan = new dnnl_primitive_desc();
        try (Descriptions all = new Descriptions(dx, weight, dy)) {
            check(dnnl_convolution_backward_data_primitive_desc_create(
                    plan,
                    OneDnn.engine(),
                    dnnl_convolution_direct,
                    all.x,
                    all.weight,
                    all.y,
                    strides,
                    dilations,
                    before,
                    after,
                    hint,
                    all.attributes));
        }
        check(dnnl_primitive_desc_destroy(hint));
        return withWeight(
                NAME + ", gradient by the images", plan, weight, DNNL_ARG_DIFF_DST, dy, DNNL_ARG_DIFF_SRC, dx);
    }

    /** Reorders the weight, then multiplies images by it. */
    private Step withWeight(
            String what, dnnl_primitive_desc plan, Tensor weight, int fromRole, Tensor from, int toRole, Tensor to) {
        dnnl_memory_desc packed = chosen(plan, dnnl_query_weights_md);
        OneDnnCall order = reorder(plain(weight), weight, copy(packed), null, false);
        List<OneDnnCall.Operand> operands = List.of(
                OneDnnCall.Operand.room(DNNL_ARG_WEIGHTS, packed),
                OneDnnCall.Operand.of(fromRole, image(from), from),
                OneDnnCall.Operand.of(toRole, image(to), to));
        OneDnnCall product = new OneDnnCall(oneDnn, what, plan, operands);
        return () -> {
            order.run();
            product.run();
            to.touch();
        };
    }

    /** The gradient by {@code weight}. */
    Step weightGradient(Tensor x, Tensor dy, Tensor dw, boolean accumulate) {
        dnnl_primitive_desc hint = forwardPlan(x, dw, dy);
        dnnl_primitive_desc plan = new dnnl_primitive_desc();
        try (Descriptions all = new Descriptions(x, dw, dy)) {
            check(dnnl_convolution_backward_weights_primitive_desc_create(
                    plan,
                    OneDnn.engine(),
                    dnnl_convolution_direct,
                    all.x,
                    all.weight,
                    null,
                    all.y,
                    strides,
                    dilations,
                    before,
                    after,
                    hint,
                    all.attributes));
        }
        check(dnnl_primitive_desc_destroy(hint));
        dnnl_memory_desc packed = chosen(plan, dnnl_query_diff_weights_md);
        OneDnnCall order = reorder(copy(packed), null, plain(dw), dw, accumulate);
        List<OneDnnCall.Operand> operands = List.of(
                OneDnnCall.Operand.room(DNNL_ARG_DIFF_WEIGHTS, packed),
                OneDnnCall.Operand.of(DNNL_ARG_SRC, image(x), x),
                OneDnnCall.Operand.of(DNNL_ARG_DIFF_DST, image(dy), dy));
        OneDnnCall product = new OneDnnCall(oneDnn, NAME + ", gradient by the weight", plan, operands);
        return () -> {
            product.run();
            order.run();
            dw.touch();
        };
    }

    /** What a plan is made of; the layout of the weight is left open. */
    private final class Descriptions implements AutoCloseable {
        final dnnl_memory_desc x;
        final dnnl_memory_desc weight = new dnnl_memory_desc();
        final dnnl_memory_desc y;
        final dnnl_primitive_attr attributes = OneDnnCall.attributes(false);

        Descriptions(Tensor images, Tensor w, Tensor results) {
            x = image(images);
            y = image(results);
            long[] dims = dims(w.shape());
            check(dnnl_memory_desc_create_with_tag(weight, dims.length, dims, dnnl_f32, dnnl_format_tag_any));
        }

        @Override
        public void close() {
            for (dnnl_memory_desc description : List.of(x, weight, y)) {
                check(dnnl_memory_desc_destroy(description));
            }
            check(dnnl_primitive_attr_destroy(attributes));
        }
    }

    private dnnl_primitive_desc forwardPlan(Tensor x, Tensor weight, Tensor y) {
        dnnl_primitive_desc plan = new dnnl_primitive_desc();
        try (Descriptions all = new Descriptions(x, weight, y)) {
            check(dnnl_convolution_forward_primitive_desc_create(
                    plan,
                    OneDnn.engine(),
                    dnnl_forward_training,
                    dnnl_convolution_direct,
                    all.x,
                    all.weight,
                    null,
                    all.y,
                    strides,
                    dilations,
                    before,
                    after,
                    all.attributes));
        }
        return plan;
    }

    /** Copies a weight from one layout to another, of which the one without a tensor is at the start of the work space. */
    private OneDnnCall reorder(
            dnnl_memory_desc from, Tensor source, dnnl_memory_desc to, Tensor destination, boolean add) {
        dnnl_primitive_desc plan = new dnnl_primitive_desc();
        dnnl_primitive_attr attributes = OneDnnCall.attributes(add);
        check(dnnl_reorder_primitive_desc_create(plan, from, OneDnn.engine(), to, OneDnn.engine(), attributes));
        check(dnnl_primitive_attr_destroy(attributes));
        List<OneDnnCall.Operand> operands =
                List.of(operand(DNNL_ARG_SRC, from, source), operand(DNNL_ARG_DST, to, destination));
        return new OneDnnCall(oneDnn, NAME + ", layout of the weight", plan, operands);
    }

    private static OneDnnCall.Operand operand(int role, dnnl_memory_desc description, Tensor tensor) {
        return tensor == null
                ? OneDnnCall.Operand.room(role, description)
                : OneDnnCall.Operand.of(role, description, tensor);
    }

    private static dnnl_memory_desc chosen(dnnl_primitive_desc plan, int query) {
        return copy(dnnl_primitive_desc_query_md(plan, query, 0));
    }

    private static dnnl_memory_desc copy(dnnl_memory_desc description) {
        dnnl_memory_desc copy = new dnnl_memory_desc();
        check(dnnl_memory_desc_clone(copy, description));
        return copy;
    }

    private static dnnl_memory_desc image(Tensor x) {
        long rows = x.shape().dim(0);
        long height = x.shape().dim(1);
        long width = x.shape().dim(2);
        long channels = x.shape().dim(3);
        return strided(
                new long[] {rows, channels, height, width},
                new long[] {height * width * channels, 1, width * channels, channels});
    }

    private long[] dims(Shape weight) {
        long down = weight.dim(0);
        long right = weight.dim(1);
        long channels = weight.dim(2);
        long units = weight.dim(3);
        return groups == 1
                ? new long[] {units, channels, down, right}
                : new long[] {groups, units / groups, channels, down, right};
    }

    /** The layout of a parameter. */
    private dnnl_memory_desc plain(Tensor weight) {
        long right = weight.shape().dim(1);
        long channels = weight.shape().dim(2);
        long units = weight.shape().dim(3);
        long[] inner = {1, units, right * channels * units, channels * units}; // units, channels, down, right
        long[] all = groups == 1 ? inner : new long[] {units / groups, inner[0], inner[1], inner[2], inner[3]};
        return strided(dims(weight.shape()), all);
    }

    private static dnnl_memory_desc strided(long[] dims, long[] strides) {
        dnnl_memory_desc description = new dnnl_memory_desc();
        check(dnnl_memory_desc_create_with_strides(description, dims.length, dims, dnnl_f32, strides));
        return description;
    }

    private static void check(int status) {
        OneDnn.check(NAME, status);
    }
}
