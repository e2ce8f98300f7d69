package org.sparksg.data;

import java.nio.FloatBuffer;
import java.util.Arrays;
import org.sparksg.tensor.Element;
import org.sparksg.tensor.Tensor;

/** The features of examples, one array an example. */
sealed interface Rows {

    int count();

    void requireWidth(int width);

    /** Writes {@code features.rows()} rows from {@code order[from]} on; widths were checked before. */
    void gather(int[] order, int from, Tensor features);

    Rows subset(int[] members);

    /** Returns each row as so many of the same length, side by side. */
    Rows split(int parts);

    /** Unsigned bytes, delivered as {@code byte / 255}. */
    final class Bytes implements Rows {
        private static final float[] SCALED = scaled();

        private final byte[][] rows;

        Bytes(byte[][] rows) {
            this.rows = rows;
        }

        private static float[] scaled() {
            float[] table = new float[256];
            for (int i = 0; i < table.length; i++) {
                table[i] = i / 255f;
            }
            return table;
        }

        @Override
        public int count() {
            return rows.length;
        }

        @Override
        public void requireWidth(int width) {
            for (int i = 0; i < rows.length; i++) {
                Rows.requireWidth(i, rows[i].length, width);
            }
        }

        @Override
        public void gather(int[] order, int from, Tensor features) {
            if (features.type() == Element.F64) {
                gatherDoubles(order, from, features);
                return;
            }
            // Copying whole rows is nearly twice as fast as putting single floats into the buffer.
            FloatBuffer to = features.bytes().asFloatBuffer();
            int columns = features.columns();
            float[] row = new float[columns];
            for (int r = 0; r < features.rows(); r++) {
                byte[] bytes = rows[order[from + r]];
                for (int i = 0; i < columns; i++) {
                    row[i] = SCALED[bytes[i] & 0xFF];
                }
                to.put(r * columns, row, 0, columns);
            }
        }

        private void gatherDoubles(int[] order, int from, Tensor features) {
            int columns = features.columns();
            for (int r = 0; r < features.rows(); r++) {
                byte[] bytes = rows[order[from + r]];
                for (int i = 0; i < columns; i++) {
                    features.set(r * columns + i, (bytes[i] & 0xFF) / 255.0);
                }
            }
        }

        @Override
        public Rows subset(int[] members) {
            byte[][] chosen = new byte[members.length][];
            for (int i = 0; i < members.length; i++) {
                chosen[i] = rows[members[i]];
            }
            return new Bytes(chosen);
        }

        @Override
        public Bytes split(int parts) {
            byte[][] split = new byte[rows.length * parts][];
            for (int i = 0; i < split.length; i++) {
                byte[] row = rows[i / parts];
                int length = row.length / parts;
                split[i] = Arrays.copyOfRange(row, i % parts * length, (i % parts + 1) * length);
            }
            return new Bytes(split);
        }
    }

    /** Floats, delivered as they are. */
    final class Floats implements Rows {
        private final float[][] rows;

        Floats(float[][] rows) {
            this.rows = rows;
        }

        @Override
        public int count() {
            return rows.length;
        }

        int width() {
            return rows.length == 0 ? 0 : rows[0].length;
        }

        @Override
        public void requireWidth(int width) {
            for (int i = 0; i < rows.length; i++) {
                Rows.requireWidth(i, rows[i].length, width);
            }
        }

        @Override
        public void gather(int[] order, int from, Tensor features) {
            if (features.type() == Element.F64) {
                gatherDoubles(order, from, features);
                return;
            }
            FloatBuffer to = features.bytes().asFloatBuffer();
            int columns = features.columns();
            for (int r = 0; r < features.rows(); r++) {
                to.put(r * columns, rows[order[from + r]], 0, columns);
            }
        }

        private void gatherDoubles(int[] order, int from, Tensor features) {
            int columns = features.columns();
            for (int r = 0; r < features.rows(); r++) {
                float[] row = rows[order[from + r]];
                for (int i = 0; i < columns; i++) {
                    features.set(r * columns + i, row[i]);
                }
            }
        }

        @Override
        public Floats subset(int[] members) {
            float[][] chosen = new float[members.length][];
            for (int i = 0; i < members.length; i++) {
                chosen[i] = rows[members[i]];
            }
            return new Floats(chosen);
        }

        @Override
        public Floats split(int parts) {
            float[][] split = new float[rows.length * parts][];
            for (int i = 0; i < split.length; i++) {
                float[] row = rows[i / parts];
                int length = row.length / parts;
                split[i] = Arrays.copyOfRange(row, i % parts * length, (i % parts + 1) * length);
            }
            return new Floats(split);
        }
    }

    private static void requireWidth(int row, int found, int width) {
        if (found != width) {
            throw new IllegalArgumentException("row " + row + " has " + found + " values, expected " + width);
        }
    }
}
