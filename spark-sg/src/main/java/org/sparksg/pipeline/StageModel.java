package org.sparksg.pipeline;

import java.util.Optional;
import org.sparksg.credit.Credit;
import org.sparksg.credit.Exchange;
import org.sparksg.credit.Rule;
import org.sparksg.nn.Chain;
import org.sparksg.nn.Gradient;
import org.sparksg.nn.Variables;
import org.sparksg.optim.Updater;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Kernels;

/**
 * The mutable tensors of one stage: its weights, their optimizer state, and the credit at the boundary above. Owned by the
 * thread of the stage.
 */
public final class StageModel {
    private static final long CREDIT_STREAM = 0xC4ED17;
    private static final long FEEDBACK_STREAM = 0xFEEDBAC;

    private final StageRange range;
    private final Kernels kernels;
    private final Chain chain;
    private final Variables variables;
    private final Gradient gradient;
    private final Updater updater;
    private final Credit credit;
    private final Variables feedback;

    /** Allocates the stage {@code index} of a run, with initial weights that depend on nothing but the seed. */
    public StageModel(RunPlan plan, int index, Kernels kernels) {
        this(plan, index, kernels, newCredit(plan, plan.stages().get(index), kernels));
    }

    /** Allocates a stage with this credit at the boundary above; null where gradients are waited for. */
    StageModel(RunPlan plan, int index, Kernels kernels, Credit credit) {
        RunSettings settings = plan.settings();
        this.range = plan.stages().get(index);
        this.kernels = kernels;
        this.chain = new Chain(settings.network(), range.from(), range.to(), plan.largestBatch(), kernels);
        this.variables = chain.newVariables(settings.seed());
        this.gradient = chain.newGradient();
        this.updater = new Updater(settings.optimizer(), variables, kernels);
        this.credit = credit;
        this.feedback = newFeedback(settings);
    }

    private static Credit newCredit(RunPlan plan, StageRange range, Kernels kernels) {
        if (range.last()) {
            return null;
        }
        RunSettings settings = plan.settings();
        long seed = Hash.mix(settings.seed() ^ CREDIT_STREAM, range.to());
        Rule.Place place = new Rule.Place(settings.network(), range.to());
        return settings.learning().rule(range.stage()).newCredit(place, plan.largestBatch(), seed, kernels);
    }

    /** The fixed weights of feedback alignment at the boundary below, if that is its rule. */
    private Variables newFeedback(RunSettings settings) {
        boolean wanted = range.stage() > 0
                && settings.learning().rule(range.stage() - 1).exchange(Long.MAX_VALUE) == Exchange.FEEDBACK;
        return wanted ? chain.newFeedback(Hash.mix(settings.seed() ^ FEEDBACK_STREAM, range.from())) : null;
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

    /** Returns the credit at the boundary above, or null if there is none. */
    public Credit credit() {
        return credit;
    }

    /** Returns what the credit has learned, for a checkpoint; empty if there is nothing to keep. */
    public Optional<Credit.Learned> learned() {
        return credit == null ? Optional.empty() : credit.learned();
    }

    /** Returns the name under which a checkpoint keeps the credit: the boundary's place in the network, not in the cut. */
    public String creditName() {
        return "boundary-" + range.to();
    }

    /** Returns the fixed weights that gradients for the stage below go through, or null if they go through the layer's own. */
    Variables feedback() {
        return feedback;
    }

    Kernels kernels() {
        return kernels;
    }

    Chain chain() {
        return chain;
    }

    Gradient gradient() {
        return gradient;
    }
}
