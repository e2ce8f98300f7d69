package org.sparksg.tensor;

import static org.bytedeco.dnnl.global.dnnl.*;

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
 * lies in the work space of its {@link OneDnn}: another call may use that as soon as this one is done.
 */
final class OneDnnCall {
    private final OneDnn oneDnn;
    private final String what;
    private final dnnl_primitive primitive = new dnnl_primitive();
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<dnnl_memory> memories = new ArrayList<>();
    private final List<dnnl_memory> moving = new ArrayList<>(); // those in the work space
    private final List<Address> places = new ArrayList<>(); // of those, behind the work space as it last was
    private final List<Long> offsets = new ArrayList<>();
    private final dnnl_exec_arg_t arguments;
    private long end; // of the work space
    private long workAt; // where that last was

    /** One operand: a tensor, or room in the work space if that is null. */
    record Operand(int role, dnnl_memory_desc description, Tensor tensor) {}

    /**
     * Creates a primitive.
     *
     * @param plan destroyed here
     * @param operands whose descriptions are destroyed here
     */
    OneDnnCall(OneDnn oneDnn, String what, dnnl_primitive_desc plan, List<Operand> operands) {
        this.oneDnn = oneDnn;
        this.what = what;
        check(dnnl_primitive_create(primitive, plan));
        this.arguments = new dnnl_exec_arg_t(operands.size() + 1L);
        for (int i = 0; i < operands.size(); i++) {
            Operand operand = operands.get(i);
            add(i, operand.role(), operand.description(), operand.tensor());
            check(dnnl_memory_desc_destroy(operand.description()));
        }
        add(
                operands.size(),
                DNNL_ARG_SCRATCHPAD,
                dnnl_primitive_desc_query_md(plan, dnnl_query_scratchpad_md, 0),
                null);
        arguments.position(0);
        check(dnnl_primitive_desc_destroy(plan));
        oneDnn.keep(this, end);
    }

    private void add(int index, int role, dnnl_memory_desc description, Tensor tensor) {
        long bytes = dnnl_memory_desc_get_size(description);
        dnnl_memory memory = new dnnl_memory();
        check(dnnl_memory_create(memory, description, oneDnn.engine(), null));
        memories.add(memory);
        arguments.position(index).arg(role).memory(memory);
        if (tensor == null) {
            moving.add(memory);
            places.add(new Address());
            offsets.add(end);
            end += OneDnn.aligned(bytes);
        } else {
            long has = (long) tensor.size() * tensor.type().width();
            if (bytes != has) {
                throw new IllegalArgumentException(
                        "oneDNN " + what + ": operand " + role + " has " + has + " bytes, needs " + bytes);
            }
            tensors.add(tensor);
            check(dnnl_memory_set_data_handle(memory, tensor.address()));
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
        check(dnnl_primitive_execute(primitive, oneDnn.stream(), memories.size(), arguments));
        Reference.reachabilityFence(tensors);
    }

    void close() {
        memories.forEach(memory -> check(dnnl_memory_destroy(memory)));
        memories.clear();
        check(dnnl_primitive_destroy(primitive));
        arguments.close();
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
