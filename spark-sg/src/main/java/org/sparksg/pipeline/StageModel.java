package org.sparksg.pipeline;

import java.util.Map;
import java.util.TreeMap;
import org.sparksg.credit.Credit;
import org.sparksg.credit.FutureCredit;
import org.sparksg.credit.InputSynthesizer;
import org.sparksg.credit.Rule;
import org.sparksg.credit.SynthesizerSettings;
import org.sparksg.data.Raises;
import org.sparksg.nn.Chain;
import org.sparksg.nn.ChainPass;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Operands;
import org.sparksg.nn.Variables;
import org.sparksg.nn.Wanted;
import org.sparksg.optim.Updater;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;
import org.sparksg.tensor.Shape;
import org.sparksg.tensor.Tensor;

/**
 * The mutable tensors of one stage: its weights, their optimizer state, and the credit at the boundary above. Owned by the
 * thread of the stage.
 */
public final class StageModel {
    private static final long CREDIT_STREAM = 0xC4ED17;
    private static final long INPUT_STREAM = 0x1A9075;
    private static final long FEEDBACK_STREAM = 0xFEEDBAC;
    private static final long TIME_STREAM = 0x71E5EED;

    private final StageRange range;
    private final Kernels kernels;
    private final Chain chain;
    private final Variables variables;
    private final Gradient gradient;
    private final Updater updater;
    private final Credit credit;
    private final Variables feedback;
    private final InputSynthesizer inputs;
    private final Carried carried;
    private final FutureCredit future;
    private final Raises raises = new Raises();

    /** Allocates the stage {@code index} of a run, with initial weights that depend on nothing but the seed. */
    public StageModel(RunPlan plan, int index, Kernels kernels) {
        this(plan, index, kernels, newCredit(plan, plan.stages().get(index), kernels));
    }

    /** Allocates a stage with this credit at the boundary above. */
    StageModel(RunPlan plan, int index, Kernels kernels, Credit credit) {
        RunSettings settings = plan.settings();
        this.range = plan.stages().get(index);
        this.kernels = kernels;
        this.chain = new Chain(
                plan.network(), range.from(), range.to(), plan.largestBatch(), plan.differentiation(range), kernels);
        this.variables = chain.newVariables();
        this.gradient = chain.newGradient();
        this.updater = new Updater(settings.optimizer(), variables, kernels);
        this.credit = credit;
        this.feedback = chain.differentiation().wanted().contains(Wanted.ALIGNED)
                ? chain.newFeedback(Hash.mix(settings.seed() ^ FEEDBACK_STREAM, range.from()))
                : null;
        this.inputs = newInputs(plan);
        this.carried = plan.carriesStates(range)
                ? new Carried(chain, settings.training().batchSize(), plan.largestBatch(), kernels)
                : Carried.NOTHING;
        this.future = plan.seesTheFuture(range) ? newFuture(plan) : null;
        variables.initialise(settings.seed()); // last: where memory does not suffice, that shows at once
    }

    private static Credit newCredit(RunPlan plan, StageRange range, Kernels kernels) {
        if (range.last()) {
            return Credit.NONE;
        }
        RunSettings settings = plan.settings();
        long seed = Hash.mix(settings.seed() ^ CREDIT_STREAM, range.to());
        Rule.Place place = new Rule.Place(plan.network(), range.to());
        return settings.learning().rule(range.stage()).newCredit(place, plan.largestBatch(), seed, kernels);
    }

    private FutureCredit newFuture(RunPlan plan) {
        long seed = Hash.mix(plan.settings().seed() ^ TIME_STREAM, range.from());
        return plan.settings().learning().time().newCredit(chain.state(), plan.largestBatch(), seed, kernels);
    }

    private InputSynthesizer newInputs(RunPlan plan) {
        RunSettings settings = plan.settings();
        SynthesizerSettings wanted = settings.learning().inputs();
        if (wanted == null || range.stage() == 0) {
            return null;
        }
        Shape from = plan.network().input();
        Shape to = plan.network().shape(range.from());
        long seed = Hash.mix(settings.seed() ^ INPUT_STREAM, range.from());
        return new InputSynthesizer(wanted, from, to, plan.largestBatch(), seed, kernels);
    }

    /** Returns which layers these are. */
    public StageRange range() {
        return range;
    }

    /** Returns the weights and running statistics. */
    public Variables variables() {
        return variables;
    }

    /** Returns the optimizer. */
    public Updater updater() {
        return updater;
    }

    /** Returns the credit at the boundary above. */
    public Credit credit() {
        return credit;
    }

    /**
     * Returns what the small networks beside the stage have learned, for a checkpoint. Their names tell the boundary's place in
     * the network, not in the cut: {@code boundary-5}, {@code boundary-5/similarity}, {@code boundary-3/inputs}.
     */
    public Map<String, Credit.Learned> learned() {
        Map<String, Credit.Learned> learned = new TreeMap<>();
        credit.learned().forEach((part, value) -> learned.put(beside(range.to()) + part, value));
        if (future != null) {
            future.learned().forEach((part, value) -> learned.put(ofTime(range) + part, value));
        }
        if (inputs != null) {
            learned.put(ofInputs(range.from()), inputs.learned());
        }
        return learned;
    }

    /** Returns copies of what its layers carry from one batch to the next, for a checkpoint: by name, one row for each of a batch. */
    public Map<String, Tensor> carriedStates() {
        return carried.copies();
    }

    /** Goes on with such states. */
    public void restoreStates(Map<String, Tensor> states) {
        carried.restore(states);
    }

    /** Returns when the examples that the stage reads became harder. */
    public Raises raises() {
        return raises;
    }

    /** Returns what carries states from one batch in training to the next. */
    Carried carried() {
        return carried;
    }

    /** Returns the gradient of the future by what is carried, or null if it ends with a window. */
    FutureCredit future() {
        return future;
    }

    /** Returns what predicts the input of the stage, or null if it waits for the real one. */
    InputSynthesizer inputs() {
        return inputs;
    }

    /** Returns the fixed weights that gradients for the stage below go through, or null if they go through the layer's own. */
    Variables feedback() {
        return feedback;
    }

    Kernels kernels() {
        return kernels;
    }

    /** Allocates the buffers of one more batch in flight. */
    ChainPass newPass() {
        return chain.newPass(new Operands(variables, variables, gradient, feedback));
    }

    Chain chain() {
        return chain;
    }

    Gradient gradient() {
        return gradient;
    }

    /** Returns the name, in {@link #learned}, of the network beside the boundary below a layer. */
    public static String beside(int layer) {
        return "boundary-" + layer;
    }

    /** Returns the name, likewise, of the network beside what the layers of a stage carry. */
    public static String ofTime(StageRange stage) {
        return "time-" + stage.from() + "-" + stage.to();
    }

    /** Returns the name, likewise, of the model of the inputs that come over that boundary. */
    public static String ofInputs(int layer) {
        return beside(layer) + "/inputs";
    }
}
