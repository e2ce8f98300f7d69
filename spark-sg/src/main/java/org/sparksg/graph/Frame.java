package org.sparksg.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Step;
import org.sparksg.tensor.Tensor;

/**
 * One batch on its way through a {@link Program}: all steps, bound to the tensors that hold it. Several frames of a program may be
 * in flight, one at a time forward or back. A way back may be gone more than once. Belongs to the thread of the program.
 */
public final class Frame {
    private final Program program;
    private final Map<Value, Tensor> outside;
    private final Map<Value, Tensor> back;
    private final Map<Value, Tensor> gradients;
    private final Map<Value, Tensor> places = new HashMap<>();
    private final Step[] forward;
    private final Map<Way, Step[]> overwriting = new HashMap<>();
    private final Map<Way, Step[]> adding = new HashMap<>();
    private long stream;

    Frame(
            Program program,
            Map<Value, Tensor> outside,
            Map<Value, Tensor> back,
            Map<Value, Tensor> gradients,
            Tensor kept) {
        this.program = program;
        this.outside = Map.copyOf(outside);
        this.back = Map.copyOf(back);
        this.gradients = Map.copyOf(gradients);
        program.layout().kept().offsets().forEach((value, at) -> places.put(value, kept.view(at, value.shape())));
        this.forward = bind(null, program.layout().tape().forward(), false);
        program.layout().tape().backward().forEach((way, nodes) -> {
            overwriting.put(way, bind(way, nodes, false));
            adding.put(way, bind(way, nodes, true));
        });
    }

    /** Goes forward. {@code newStream}: the randomness of this batch. */
    public void forward(long newStream) {
        stream = newStream;
        run(forward);
    }

    /**
     * Goes back.
     *
     * @param add whether the gradients of parameters are added to what is there, in place of overwriting it
     */
    public void backward(Way way, boolean add) {
        run((add ? adding : overwriting).get(way));
    }

    /** Goes back through the batch of another frame with the same memory: with its randomness, where something is computed again. */
    public void follow(Frame other) {
        stream = other.stream;
    }

    private static void run(Step[] steps) {
        for (Step step : steps) {
            step.run();
        }
    }

    /** Returns a result of the way forward; valid until the next. */
    public Tensor result(Value value) {
        return tensor(value, null, outside);
    }

    /** Returns the gradient of an input; valid until this frame goes back again. */
    public Tensor gradient(Way way, Value input) {
        return tensor(way.gradients().get(input), way, outside);
    }

    private Step[] bind(Way way, List<Node> nodes, boolean add) {
        Map<Value, Tensor> sinks = new HashMap<>(); // gradients that an operation writes, or adds, where they belong
        List<Step> steps = new ArrayList<>();
        if (way != null) {
            program.layout().tape().delivered(way).forEach((gradient, of) -> sinks.put(gradient, find(gradients, of)));
        }
        for (Node node : nodes) {
            steps.add(bind(node, way, sinks, add));
        }
        if (way != null) {
            way.gradients().forEach((of, gradient) -> {
                if (of.is(Given.Kind.PARAMETER) && !sinks.containsKey(gradient)) {
                    steps.add(deliver(tensor(gradient, way, back), find(gradients, of), add));
                }
            });
        }
        return steps.toArray(Step[]::new);
    }

    private Step deliver(Tensor gradient, Tensor sink, boolean add) {
        return add
                ? () -> program.kernels().combine(1, sink, 1, gradient, sink)
                : () -> program.kernels().copy(gradient, sink);
    }

    private Step bind(Node node, Way way, Map<Value, Tensor> sinks, boolean add) {
        Map<Value, Tensor> given = way == null ? outside : back;
        List<Tensor> in =
                node.in().stream().map(value -> tensor(value, way, given)).toList();
        List<Tensor> out = new ArrayList<>();
        List<Boolean> added = new ArrayList<>();
        for (Value value : node.out()) {
            out.add(sinks.containsKey(value) ? sinks.get(value) : tensor(value, way, given));
            added.add(add && sinks.containsKey(value));
        }
        Step step = node.op().prepare(new Binding(program.kernels(), in, out, added, () -> stream));
        return program.layout().isChecked() ? new CheckedStep(node, step, in, out) : step;
    }

    private Tensor tensor(Value value, Way way, Map<Value, Tensor> given) {
        Value base = value.base();
        if (base.given().isPresent()) {
            return shaped(find(given.containsKey(base) ? given : outside, base), value.shape());
        }
        Tensor place = places.get(base);
        if (place != null) {
            return shaped(place, value.shape());
        }
        Map<Value, Integer> offsets = program.layout().passing(way).offsets();
        if (!offsets.containsKey(base)) {
            throw new IllegalArgumentException(value + ": is neither a result nor read on this way");
        }
        return program.work().view(offsets.get(base), value.shape());
    }

    private static Tensor shaped(Tensor tensor, Shape shape) {
        return tensor.shape().equals(shape) ? tensor : tensor.view(0, shape);
    }

    private static Tensor find(Map<Value, Tensor> tensors, Value value) {
        Tensor tensor = tensors.get(value);
        if (tensor == null || tensor.size() != value.shape().size()) {
            throw new IllegalArgumentException("a tensor for " + value + ": "
                    + (tensor == null ? "none was given" : "has shape " + tensor.shape()));
        }
        return tensor;
    }
}
