package org.sparksg.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.sparksg.credit.Credit;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Tensor;

/**
 * A credit that writes down what it is told and assigns what a list says: zeros by default, or gradients that another run
 * recorded. One assignment a batch, so the n-th belongs to batch n.
 */
final class Recorded implements Credit {
    private final Supplier<StageModel> model;
    private final Tensor assigned;
    private final List<double[]> script;
    private final List<Lesson> lessons = new ArrayList<>();
    private final List<Question> questions = new ArrayList<>();

    /** One call of {@link #assign}, and the parameters of the stage at that moment. */
    @SuppressWarnings("ArrayRecordComponent") // compared number by number
    record Question(double[] activation, double[] target, double[] weights) {}

    /** One call of {@link #learn}, and the parameters of the stage at that moment. */
    @SuppressWarnings("ArrayRecordComponent") // compared number by number
    record Lesson(double[] activation, double[] target, double[] gradient, double[] weights) {}

    /** Assigns {@code script.get(n)} to batch n; zeros if {@code script} is null. */
    Recorded(RunPlan plan, int stage, Supplier<StageModel> model, List<double[]> script) {
        this.model = model;
        this.assigned = Tensor.zeros(Element.F64, plan.boundary(stage).batch(plan.largestBatch()));
        this.script = script;
    }

    /** Returns a script of random gradients for all batches of a run. */
    static List<double[]> random(RunPlan plan, int stage, long seed) {
        SplittableRandom random = new SplittableRandom(seed + stage);
        int width = plan.boundary(stage).size();
        return LongStream.range(0, plan.calendar().batches())
                .mapToObj(batch -> random.doubles((long) width * plan.calendar().size(batch), -1, 1)
                        .toArray())
                .toList();
    }

    private double[] now() {
        return model.get().variables().parameters().flat().toArray();
    }

    @Override
    public Tensor assign(Tensor activation, Tensor target) {
        int batch = questions.size();
        questions.add(new Question(activation.toArray(), target.toArray(), now()));
        Tensor rows = assigned.rows(activation.rows());
        return script == null ? rows : rows.set(script.get(batch));
    }

    @Override
    public Tensor mix(Tensor activation, Tensor target, Tensor own, Tensor reply) {
        return reply;
    }

    @Override
    public void learn(Tensor activation, Tensor target, Tensor gradient) {
        lessons.add(new Lesson(activation.toArray(), target.toArray(), gradient.toArray(), now()));
    }

    /** Returns what it was taught, in order. */
    List<Lesson> lessons() {
        return lessons;
    }

    /** Returns what it was asked for each batch, right after its forward pass. */
    List<Question> questions() {
        return questions;
    }
}
