package org.sparksg.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.sparksg.nn.Network;
import org.sparksg.settings.Require;
import org.sparksg.tensor.Hash;
import org.sparksg.tensor.Tensor;

/**
 * Goes on with a text, unit by unit, as a model of text expects it to. Windows follow each other as in training: recurrent layers keep their
 * states from one to the next; where nothing is carried, the later half of a window is the start of the next. Belongs to one thread.
 */
public final class TextSampler {
    private static final int NOTHING = -1;
    private static final int BYTES = 256;

    private final TrainedModel model;
    private final List<String> names;
    private final boolean bytes;
    private final double temperature;
    private final long seed;
    private final int window;
    private final List<Integer> seen = new ArrayList<>(); // of the window that is not full yet
    private long drawn;

    /**
     * Starts without any text.
     *
     * @param model loaded for one example or more
     * @param temperature what logits are divided by: below 1 likely units become more likely
     * @param seed decides what is drawn
     * @throws IllegalArgumentException if the model is none of text
     */
    public TextSampler(TrainedModel model, double temperature, long seed) {
        Network network = model.network();
        this.names = model.classNames();
        if (network.ids() == 0
                || !network.classifiesSteps()
                || names.size() != network.output().last()) {
            throw new IllegalArgumentException("the model takes " + network.input() + " and gives " + network.output()
                    + ": it was not trained on text, whose next character it would predict");
        }
        Require.positive("temperature", temperature);
        this.model = model;
        this.bytes = names.size() == BYTES && names.get(BYTES - 1).equals(Integer.toString(BYTES - 1));
        this.temperature = temperature;
        this.seed = seed;
        this.window = network.input().dim(0);
        model.startAnew();
    }

    /**
     * Returns what follows the prompt.
     *
     * @param prompt at least one character, of those that the model knows
     * @param length how many characters, or bytes, are drawn
     * @throws IllegalArgumentException naming a character that the model does not know
     */
    public String goOn(String prompt, int length) {
        Require.that(!prompt.isEmpty(), "prompt", prompt, "at least one character");
        List<Integer> ids = ids(prompt);
        ids.subList(0, ids.size() - 1).forEach(this::take);
        List<Integer> text = new ArrayList<>();
        int last = ids.get(ids.size() - 1);
        for (int i = 0; i < length; i++) {
            last = next(last);
            text.add(last);
        }
        return text(text);
    }

    /** Takes a unit in, and returns the one that is drawn to follow it. */
    private int next(int id) {
        seen.add(id);
        int drawnNow = draw(predict(), seen.size() - 1);
        if (seen.size() == window) {
            turn();
        }
        return drawnNow;
    }

    private void take(int id) {
        seen.add(id);
        if (seen.size() == window) {
            predict();
            turn();
        }
    }

    /** Begins the next window. */
    private void turn() {
        boolean carries = model.network().state(0, model.network().size()) > 0;
        model.goOn();
        seen.subList(0, carries ? window : Math.max(1, window / 2)).clear();
    }

    /** Returns the logits of the window; what is behind the text is nothing, which no step before sees. */
    private Tensor predict() {
        Tensor x = model.input().rows(1);
        for (int step = 0; step < window; step++) {
            x.set(step, step < seen.size() ? seen.get(step) : NOTHING);
        }
        x.touch();
        return model.predict(x);
    }

    private int draw(Tensor logits, int step) {
        int classes = names.size();
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < classes; c++) {
            largest = Math.max(largest, logits.get(step * classes + c));
        }
        double[] shares = new double[classes];
        double total = 0;
        for (int c = 0; c < classes; c++) {
            shares[c] = Math.exp((logits.get(step * classes + c) - largest) / temperature);
            total += shares[c];
        }
        double left = Hash.uniform(seed, drawn++) * total;
        for (int c = 0; c < classes - 1; c++) {
            left -= shares[c];
            if (left < 0) {
                return c;
            }
        }
        return classes - 1;
    }

    private List<Integer> ids(String prompt) {
        List<Integer> ids = new ArrayList<>();
        if (bytes) {
            for (byte one : prompt.getBytes(StandardCharsets.UTF_8)) {
                ids.add(one & 0xFF);
            }
            return ids;
        }
        prompt.codePoints().forEach(character -> {
            int id = names.indexOf(Character.toString(character));
            Require.that(
                    id >= 0,
                    "prompt",
                    prompt,
                    "made of the characters of the training text, without " + Character.toString(character));
            ids.add(id);
        });
        return ids;
    }

    private String text(List<Integer> ids) {
        if (!bytes) {
            StringBuilder text = new StringBuilder();
            ids.forEach(id -> text.append(names.get(id)));
            return text.toString();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        ids.forEach(all::write);
        return all.toString(StandardCharsets.UTF_8);
    }
}
