package org.sparksg.data;

import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Tensor;

/** What {@link Examples#gather} delivers, as plain arrays. */
record Loaded(Examples examples) {
    private static final int CHUNK = 1000;

    static Loaded of(DataSource source) throws Exception {
        return new Loaded(source.load(new Configuration()));
    }

    float[][] features() {
        return rows(true);
    }

    float[][] targets() {
        return rows(false);
    }

    int[] labels() {
        return Arrays.stream(targets()).mapToInt(Loaded::position).toArray();
    }

    private static int position(float[] oneHot) {
        for (int i = 0; i < oneHot.length; i++) {
            if (oneHot[i] == 1) {
                return i;
            }
        }
        throw new AssertionError("no 1 in " + Arrays.toString(oneHot));
    }

    private float[][] rows(boolean features) {
        int count = examples.count();
        int[] order = Shuffle.inSequence(count);
        Tensor x = Tensor.zeros(Element.F32, examples.features().batch(Math.min(CHUNK, count)));
        Tensor y = Tensor.zeros(Element.F32, examples.target().batch(Math.min(CHUNK, count)));
        float[][] all = new float[count][];
        for (int from = 0; from < count; from += CHUNK) {
            int rows = Math.min(CHUNK, count - from);
            examples.gather(order, from, x.rows(rows), y.rows(rows));
            Tensor wanted = features ? x : y;
            for (int r = 0; r < rows; r++) {
                all[from + r] = new float[wanted.columns()];
                for (int c = 0; c < wanted.columns(); c++) {
                    all[from + r][c] = (float) wanted.get(r * wanted.columns() + c);
                }
            }
        }
        return all;
    }
}
