package org.sparksg.tensor;

import static org.bytedeco.dnnl.global.dnnl.*;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/**
 * A oneDNN primitive bound to tensors. What it keeps for itself, its scratch memory and operands in a layout of the library's own,
 * lies in the work space of its {@link OneDnn}: another call may use that as soon as this one is done. The library's objects are freed when
 * nobody refers to it any more, as the memory of tensors is.
 */
final class OneDnnCall {
    private static final Cleaner CLEANER = Cleaner.create();

    private final OneDnn oneDnn;
    private final String what;
    private final Natives natives;
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<dnnl_memory> moving = new ArrayList<>(); // those in the work space
    private final List<Address> places = new ArrayList<>(); // of those, behind the work space as it last was
    private final List<Long> offsets = new ArrayList<>();
    private long end; // of the work space
    private long workAt; // where that last was

    /** What is to be freed. */
    private record Natives(dnnl_primitive primitive, List<dnnl_memory> memories, dnnl_exec_arg_t arguments)
            implements Runnable {
        @Override
        public void run() {
            memories.forEach(memory -> dnnl_memory_destroy(memory));
            dnnl_primitive_destroy(primitive);
            arguments.close();
        }
    }

    /**
     * One operand.
     *
     * @param tensor whose memory it lies in; null: room in the work space
     * @param at where it begins
     * @param bytes how many there are from there on
     */
    record Operand(int role, dnnl_memory_desc description, Tensor tensor, Address at, long bytes) {
        /** A whole tensor. */
        static Operand of(int role, dnnl_memory_desc description, Tensor tensor) {
            return new Operand(
                    role,
                    description,
                    tensor,
                    tensor.address(),
                    (long) tensor.size() * tensor.type().width());
        }

        /** Columns of a matrix, from one of them on: what the description leaves out stays as it is. */
        static Operand columns(int role, dnnl_memory_desc description, Tensor matrix, int first) {
            long offset = (long) first * Float.BYTES;
            return new Operand(
                    role,
                    description,
                    matrix,
                    new Address().behind(matrix.address(), offset),
                    dnnl_memory_desc_get_size(description));
        }

        /** The copy of a tensor in bfloat16. */
        static Operand rounded(int role, dnnl_memory_desc description, Tensor tensor) {
            return new Operand(role, description, tensor, tensor.bf16Address(), (long) Short.BYTES * tensor.size());
        }

        /** Room in the work space. */
        static Operand room(int role, dnnl_memory_desc description) {
            return new Operand(role, description, null, null, 0);
        }
    }

    /**
     * Creates a primitive.
     *
     * @param plan destroyed here
     * @param operands whose descriptions are destroyed here
     */
    OneDnnCall(OneDnn oneDnn, String what, dnnl_primitive_desc plan, List<Operand> operands) {
        this.oneDnn = oneDnn;
        this.what = what;
        this.natives = new Natives(new dnnl_primitive(), new ArrayList<>(), new dnnl_exec_arg_t(operands.size() + 1L));
        check(dnnl_primitive_create(natives.primitive(), plan));
        for (int i = 0; i < operands.size(); i++) {
            add(i, operands.get(i));
            check(dnnl_memory_desc_destroy(operands.get(i).description()));
        }
        dnnl_memory_desc scratch =
                dnnl_primitive_desc_query_md(plan, dnnl_query_scratchpad_md, 0); // belongs to the plan
        add(operands.size(), Operand.room(DNNL_ARG_SCRATCHPAD, scratch));
        natives.arguments().position(0);
        check(dnnl_primitive_desc_destroy(plan));
        CLEANER.register(this, natives);
        oneDnn.reserve(end);
    }

    private void add(int index, Operand operand) {
        long bytes = dnnl_memory_desc_get_size(operand.description());
        dnnl_memory memory = new dnnl_memory();
        check(dnnl_memory_create(memory, operand.description(), OneDnn.engine(), null));
        natives.memories().add(memory);
        natives.arguments().position(index).arg(operand.role()).memory(memory);
        if (operand.tensor() == null) {
            moving.add(memory);
            places.add(new Address());
            offsets.add(end);
            end += OneDnn.aligned(bytes);
        } else {
            if (bytes != operand.bytes()) {
                throw new IllegalArgumentException("oneDNN " + what + ": operand " + operand.role() + " has "
                        + operand.bytes() + " bytes, needs " + bytes);
            }
            tensors.add(operand.tensor());
            check(dnnl_memory_set_data_handle(memory, operand.at()));
        }
    }

    void run() {
        Address work = oneDnn.work();
        if (work.address() != workAt) {
            for (int i = 0; i < moving.size(); i++) {
                check(dnnl_memory_set_data_handle(moving.get(i), places.get(i).behind(work, offsets.get(i))));
            }
            workAt = work.address();
        }
        check(dnnl_primitive_execute(
                natives.primitive(), oneDnn.stream(), natives.memories().size(), natives.arguments()));
        Reference.reachabilityFence(tensors);
        Reference.reachabilityFence(this);
    }

    /** Returns the settings of a plan; {@code add}: whether the result is added to what is there. */
    static dnnl_primitive_attr attributes(boolean add) {
        dnnl_primitive_attr attributes = new dnnl_primitive_attr();
        require(dnnl_primitive_attr_create(attributes));
        require(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user));
        if (add) {
            dnnl_post_ops sum = new dnnl_post_ops();
            require(dnnl_post_ops_create(sum));
            require(dnnl_post_ops_append_sum(sum, 1, 0, dnnl_data_type_undef));
            require(dnnl_primitive_attr_set_post_ops(attributes, sum));
            require(dnnl_post_ops_destroy(sum));
        }
        return attributes;
    }

    private static void require(int status) {
        OneDnn.check("settings of a primitive", status);
    }

    private void check(int status) {
        OneDnn.check(what, status);
    }
}
