package org.sparksg.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.sparksg.credit.AuxiliarySettings;
import org.sparksg.credit.Backpropagation;
import org.sparksg.credit.Delayed;
import org.sparksg.credit.DirectFeedback;
import org.sparksg.credit.LocalLoss;
import org.sparksg.credit.Rule;

/** Recipes drawn from everything that a run can be, the same for the same seed. */
final class RandomRecipes {
    private RandomRecipes() {}

    static Recipe recipe(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Recipe recipe = new Recipe();
        recipe.stages = cut(random, 1 + random.nextInt(5), recipe.network.size());
        recipe.epochs = 1 + random.nextInt(2);
        recipe.batchSize = 1 + random.nextInt(6);
        recipe.window = 1 + random.nextInt(5);
        recipe.deterministic = random.nextBoolean();
        recipe.train = Recipe.points(3 + random.nextInt(20), random.nextLong());
        recipe.test = random.nextInt(4) == 0 ? null : Recipe.points(1 + random.nextInt(8), 2);
        recipe.heldOut = random.nextInt(3) == 0 ? Recipe.points(1 + random.nextInt(5), 3) : null;
        recipe.milestones = new Milestones(random.nextInt(7), random.nextInt(7));
        if (random.nextInt(4) == 0) {
            recipe.learning = Learning.locked(1 + random.nextInt(recipe.batchSize));
        } else {
            double lambda = random.nextInt(5) == 0 ? random.nextDouble() : 0;
            recipe.learning =
                    Recipe.synthetic((long) random.nextInt(2) * random.nextInt(9), lambda, 1 + random.nextInt(4));
            recipe.corrections = corrections(random);
        }
        return recipe;
    }

    /** The same with stages that skip batches, and with other rules, too. */
    static Recipe clocked(long seed) {
        Recipe recipe = recipe(seed);
        SplittableRandom random = new SplittableRandom(~seed);
        List<Rule> others = List.of(
                new Delayed(random.nextInt(3), random.nextBoolean()),
                new LocalLoss(new AuxiliarySettings(List.of(), false, recipe.optimizer)),
                new Backpropagation(),
                DirectFeedback.random());
        if (random.nextInt(3) == 0) {
            recipe.learning = Learning.of(others.get(random.nextInt(others.size())));
            recipe.corrections = recipe.learning.objectionToCorrections().isEmpty()
                    ? corrections(random)
                    : new Corrections(0, false);
        }
        long period = 1;
        recipe.every = new ArrayList<>(List.of(1));
        while (recipe.every.size() < recipe.stages.size()) {
            int every = 1 + random.nextInt(3);
            boolean trains = period * every <= recipe.batches();
            recipe.every.add(trains ? every : 1);
            period *= trains ? every : 1;
        }
        return recipe;
    }

    private static Corrections corrections(SplittableRandom random) {
        int every = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(6);
        return new Corrections(every, every > 0 && random.nextBoolean());
    }

    /** Cuts layers into stages of at least one layer each. */
    private static List<Integer> cut(SplittableRandom random, int stages, int layers) {
        List<Integer> counts = new ArrayList<>();
        int left = layers;
        for (int stage = stages; stage > 1; stage--) {
            int count = 1 + random.nextInt(left - stage + 1);
            counts.add(count);
            left -= count;
        }
        counts.add(left);
        return counts;
    }
}
