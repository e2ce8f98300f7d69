package org.sparksg.pipeline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.sparksg.nn.Dense;
import org.sparksg.nn.Network;
import org.sparksg.nn.SoftmaxCrossEntropy;
import org.sparksg.tensor.Shape;

/**
 * Draws who works when, from the schedules alone: a forward and a backward pass take one tick each, everything else takes no
 * time, and what is sent in one tick is there in the next.
 */
final class Ticks {
    private final int stages;
    private final int batches;
    private final List<List<Step>> steps = new ArrayList<>();
    private final List<List<String>> cells = new ArrayList<>();
    private final int[] position;
    private final Map<String, Integer> sent = new HashMap<>();

    private record Step(Action action, int batch) {}

    private Ticks(Learning learning, int stages, int batches) {
        Recipe recipe = new Recipe();
        recipe.learning = learning;
        recipe.batchSize = learning.microBatches();
        recipe.network = new Network(
                Shape.of(4), Collections.nCopies(stages, Dense.of(Recipe.CLASSES)), new SoftmaxCrossEntropy());
        recipe.stages = Collections.nCopies(stages, 1);
        RunPlan plan = recipe.plan();
        this.stages = stages;
        this.batches = batches;
        this.position = new int[stages];
        for (int stage = 0; stage < stages; stage++) {
            StageRange range = plan.stages().get(stage);
            List<Step> todo = new ArrayList<>();
            for (int batch = 0; batch < batches; batch++) {
                for (Action action :
                        Schedule.of(plan, range, batch).actions(learning.order(), learning.microBatches())) {
                    todo.add(new Step(action, batch));
                }
            }
            steps.add(todo);
            cells.add(new ArrayList<>());
        }
    }

    static Ticks of(Learning learning, int stages, int batches) {
        Ticks ticks = new Ticks(learning, stages, batches);
        for (int tick = 0; !ticks.isDone(); tick++) {
            if (tick > 1000) {
                throw new AssertionError("the schedule waits for ever:\n" + ticks);
            }
            for (int stage = 0; stage < stages; stage++) {
                ticks.cells.get(stage).add(ticks.work(stage, tick));
            }
        }
        return ticks;
    }

    private boolean isDone() {
        for (int stage = 0; stage < stages; stage++) {
            if (position[stage] < steps.get(stage).size()) {
                return false;
            }
        }
        return true;
    }

    /** Does actions up to the second pass, and returns what the tick was spent on. */
    private String work(int stage, int tick) {
        String cell = "";
        while (position[stage] < steps.get(stage).size()) {
            Step step = steps.get(stage).get(position[stage]);
            Action.Kind kind = step.action().kind();
            boolean pass = kind == Action.Kind.FORWARD || kind.label().equals("backward");
            if ((pass && !cell.isEmpty()) || !hasInput(stage, step, tick)) {
                break;
            }
            cell = pass ? cell(step) : cell;
            if (kind == Action.Kind.SEND || kind == Action.Kind.RETURN) {
                int to = kind == Action.Kind.SEND ? stage + 1 : stage - 1;
                sent.put(message(stage, to, step), tick);
            }
            position[stage]++;
        }
        return cell;
    }

    private boolean hasInput(int stage, Step step, int tick) {
        int from;
        if (step.action().kind() == Action.Kind.FORWARD && stage > 0) {
            from = stage - 1;
        } else if (step.action().kind() == Action.Kind.AWAIT) {
            from = stage + 1;
        } else {
            return true;
        }
        return sent.getOrDefault(message(from, stage, step), tick) < tick;
    }

    private static String message(int from, int to, Step step) {
        return from + ">" + to + " " + step.batch() + "." + step.action().microBatch();
    }

    private String cell(Step step) {
        int number = batches == 1 ? step.action().microBatch() : step.batch();
        return step.action().kind().name().charAt(0) + "" + number;
    }

    /** Returns the idle ticks of a stage from the first tick to the last one of the picture. */
    int bubbles(int stage) {
        return (int) cells.get(stage).stream().filter(String::isEmpty).count();
    }

    int length() {
        return cells.get(0).size();
    }

    /** Draws a line for each stage; a dot is a bubble. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int stage = 0; stage < stages; stage++) {
            text.append("stage ").append(stage);
            for (String cell : cells.get(stage)) {
                text.append(' ').append(cell.isEmpty() ? ". " : cell);
            }
            text.setLength(text.toString().stripTrailing().length());
            text.append('\n');
        }
        return text.toString();
    }
}
