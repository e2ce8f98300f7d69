package org.sparksg.tensor;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.javacpp.Pointer;

/**
 * A compiled oneDNN operation of fixed shape and its memory objects. Set every operand, then {@link #execute}. Only
 * {@link OneDnn} creates and frees them.
 */
final class OneDnnPrimitive {
    private final OneDnnSpec spec;
    private final dnnl_stream stream;
    private final dnnl_primitive primitive = new dnnl_primitive();
    private final List<Integer> roles = new ArrayList<>();
    private final List<dnnl_memory> memories = new ArrayList<>();
    private final List<dnnl_memory_desc> descriptions = new ArrayList<>();
    private final dnnl_exec_arg_t arguments;
    private final int source;
    private final int weights;
    private final int bias;
    private final int destination;
    private final int scratch;
    private final long[] bytes;

    OneDnnPrimitive(dnnl_engine engine, dnnl_stream stream, OneDnnSpec spec) {
        this.spec = spec;
        this.stream = stream;
        boolean product = spec.operation() == OneDnnSpec.Operation.PRODUCT;
        boolean biased = spec.after() == OneDnnSpec.After.BIAS;
        source = operand(DNNL_ARG_SRC, source());
        weights = product ? operand(DNNL_ARG_WEIGHTS, weights()) : -1;
        bias = biased ? operand(DNNL_ARG_BIAS, plain(dnnl_f32, 1, spec.columns())) : -1;
        destination = operand(DNNL_ARG_DST, destination());

        dnnl_primitive_desc plan = plan(engine);
        check(dnnl_primitive_create(primitive, plan));
        // The query's answer belongs to the plan: sizes and memory are taken before that goes.
        scratch = roles.size();
        roles.add(DNNL_ARG_SCRATCHPAD);
        bytes = new long[roles.size()];
        dnnl_memory_desc scratchDescription = dnnl_primitive_desc_query_md(plan, dnnl_query_scratchpad_md, 0);
        for (int i = 0; i < roles.size(); i++) {
            dnnl_memory_desc description = i == scratch ? scratchDescription : descriptions.get(i);
            bytes[i] = dnnl_memory_desc_get_size(description);
            dnnl_memory memory = new dnnl_memory();
            check(dnnl_memory_create(memory, description, engine, null));
            memories.add(memory);
        }
        check(dnnl_primitive_desc_destroy(plan));
        descriptions.forEach(description -> check(dnnl_memory_desc_destroy(description)));
        descriptions.clear();

        arguments = new dnnl_exec_arg_t(roles.size());
        for (int i = 0; i < roles.size(); i++) {
            arguments.position(i).arg(roles.get(i)).memory(memories.get(i));
        }
        arguments.position(0);
    }

    private int operand(int role, dnnl_memory_desc description) {
        roles.add(role);
        descriptions.add(description);
        return roles.size() - 1;
    }

    private dnnl_memory_desc source() {
        if (spec.operation() != OneDnnSpec.Operation.PRODUCT) {
            return plain(dnnl_f32, 1, spec.rows());
        }
        int type = spec.bf16() ? dnnl_bf16 : dnnl_f32;
        return spec.sourceTransposed()
                ? transposed(type, spec.rows(), spec.inner())
                : plain(type, spec.rows(), spec.inner());
    }

    private dnnl_memory_desc weights() {
        int type = spec.bf16() ? dnnl_bf16 : dnnl_f32;
        return spec.weightsTransposed()
                ? transposed(type, spec.inner(), spec.columns())
                : strided(type, spec.inner(), spec.columns(), spec.rowLength(), 1);
    }

    private dnnl_memory_desc destination() {
        return switch (spec.operation()) {
            case PRODUCT -> strided(dnnl_f32, spec.rows(), spec.columns(), spec.rowLength(), 1);
            case TO_BF16 -> plain(dnnl_bf16, 1, spec.rows());
            case TANH, SIGMOID -> plain(dnnl_f32, 1, spec.rows());
        };
    }

    private dnnl_memory_desc plain(int type, long rows, long columns) {
        return strided(type, rows, columns, columns, 1);
    }

    private dnnl_memory_desc transposed(int type, long rows, long columns) {
        return strided(type, rows, columns, 1, rows);
    }

    private dnnl_memory_desc strided(int type, long rows, long columns, long rowStride, long columnStride) {
        dnnl_memory_desc description = new dnnl_memory_desc();
        long[] dims = {rows, columns};
        long[] strides = {rowStride, columnStride};
        check(dnnl_memory_desc_create_with_strides(description, 2, dims, type, strides));
        return description;
    }

    private dnnl_primitive_desc plan(dnnl_engine engine) {
        dnnl_primitive_desc plan = new dnnl_primitive_desc();
        dnnl_primitive_attr attributes = attributes();
        dnnl_memory_desc from = descriptions.get(source);
        dnnl_memory_desc to = descriptions.get(destination);
        check(
                switch (spec.operation()) {
                    case PRODUCT ->
                        dnnl_matmul_primitive_desc_create(
                                plan,
                                engine,
                                from,
                                descriptions.get(weights),
                                bias < 0 ? null : descriptions.get(bias),
                                to,
                                attributes);
                    case TANH -> eltwise(plan, engine, dnnl_eltwise_tanh, from, attributes);
                    case SIGMOID -> eltwise(plan, engine, dnnl_eltwise_logistic, from, attributes);
                    case TO_BF16 -> dnnl_reorder_primitive_desc_create(plan, from, engine, to, engine, attributes);
                });
        check(dnnl_primitive_attr_destroy(attributes));
        return plan;
    }

    private static int eltwise(
            dnnl_primitive_desc plan,
            dnnl_engine engine,
            int algorithm,
            dnnl_memory_desc elements,
            dnnl_primitive_attr attributes) {
        return dnnl_eltwise_forward_primitive_desc_create(
                plan, engine, dnnl_forward_inference, algorithm, elements, elements, 0, 0, attributes);
    }

    private dnnl_primitive_attr attributes() {
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        check(dnnl_primitive_attr_create(attributes));
        check(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user));
        dnnl_post_ops after = new dnnl_post_ops();
        check(dnnl_post_ops_create(after));
        if (spec.after() == OneDnnSpec.After.ADD) {
            check(dnnl_post_ops_append_sum(after, 1, 0, dnnl_data_type_undef));
        }
        check(dnnl_primitive_attr_set_post_ops(attributes, after));
        check(dnnl_post_ops_destroy(after));
        return attributes;
    }

    long scratchBytes() {
        return bytes[scratch];
    }

    OneDnnPrimitive source(Pointer pointer, long size) {
        return set(source, pointer, size);
    }

    OneDnnPrimitive weights(Pointer pointer, long size) {
        return set(weights, pointer, size);
    }

    OneDnnPrimitive bias(Pointer pointer, long size) {
        return set(bias, pointer, size);
    }

    OneDnnPrimitive destination(Pointer pointer, long size) {
        return set(destination, pointer, size);
    }

    /** Sets scratch memory of at least {@link #scratchBytes}. */
    void scratch(Pointer pointer) {
        set(scratch, pointer, bytes[scratch]);
    }

    private OneDnnPrimitive set(int operand, Pointer pointer, long size) {
        if (size != bytes[operand] || pointer.isNull()) {
            throw new IllegalArgumentException("oneDNN " + spec + ": operand " + operand + " has " + size + " bytes at "
                    + pointer.address() + ", needs " + bytes[operand]);
        }
        check(dnnl_memory_set_data_handle(memories.get(operand), pointer));
        return this;
    }

    void execute() {
        check(dnnl_primitive_execute(primitive, stream, bytes.length, arguments));
    }

    void close() {
        memories.forEach(memory -> check(dnnl_memory_destroy(memory)));
        memories.clear();
        check(dnnl_primitive_destroy(primitive));
        arguments.close();
    }

    private void check(int status) {
        if (status != dnnl_success) {
            OneDnn.check(spec.toString(), status);
        }
    }
}
