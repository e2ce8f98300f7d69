package org.sparksg.tensor;

/** The definitions of recurrence and attention as plain loops, number by number. */
final class ReferenceSequences {
    private ReferenceSequences() {}

    /** A time-major sequence, or any tensor of rank 3. */
    private record Steps(Tensor all) {
        double at(int t, int row, int column) {
            return all.get((t * all.shape().dim(1) + row) * all.shape().dim(2) + column);
        }

        void put(int t, int row, int column, double value) {
            all.set((t * all.shape().dim(1) + row) * all.shape().dim(2) + column, value);
        }
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    static void recurrence(
            Cell cell, Tensor x, Tensor weight, Tensor shift, Tensor start, Tensor kept, Tensor y, Tensor end) {
        Steps in = new Steps(x);
        Steps out = new Steps(y);
        Steps keep = new Steps(kept);
        int units = y.shape().dim(2);
        for (int row = 0; row < start.rows(); row++) {
            double[] h = new double[units];
            double[] c = new double[units];
            for (int u = 0; u < units; u++) {
                h[u] = start.get(row * start.columns() + u);
                c[u] = cell == Cell.LSTM ? start.get(row * start.columns() + units + u) : 0;
            }
            for (int t = 0; t < y.rows(); t++) {
                double[] s = new double[cell.gates() * units];
                for (int j = 0; j < s.length; j++) {
                    for (int k = 0; k < units; k++) {
                        s[j] += h[k] * weight.get(k * s.length + j);
                    }
                }
                for (int u = 0; u < units; u++) {
                    double[] a = new double[cell.gates()];
                    for (int gate = 0; gate < a.length; gate++) {
                        a[gate] = in.at(t, row, gate * units + u);
                    }
                    double[] made =
                            switch (cell) {
                                case TANH -> new double[] {Math.tanh(a[0] + s[u])};
                                case LSTM -> lstm(a, s, u, units, c[u]);
                                case GRU -> gru(a, s, u, units, shift.get(u));
                            };
                    for (int i = 0; i < made.length; i++) {
                        keep.put(t, row, i * units + u, made[i]);
                    }
                    switch (cell) {
                        case TANH -> h[u] = made[0];
                        case LSTM -> {
                            c[u] = made[4];
                            h[u] = made[3] * Math.tanh(made[4]);
                        }
                        case GRU -> h[u] = (1 - made[1]) * made[2] + made[1] * h[u];
                    }
                    out.put(t, row, u, h[u]);
                }
            }
            for (int u = 0; u < units; u++) {
                end.set(row * end.columns() + u, h[u]);
                if (cell == Cell.LSTM) {
                    end.set(row * end.columns() + units + u, c[u]);
                }
            }
        }
    }

    private static double[] lstm(double[] a, double[] s, int u, int units, double c) {
        double i = sigmoid(a[0] + s[u]);
        double f = sigmoid(a[1] + s[units + u]);
        double g = Math.tanh(a[2] + s[2 * units + u]);
        return new double[] {i, f, g, sigmoid(a[3] + s[3 * units + u]), f * c + i * g};
    }

    private static double[] gru(double[] a, double[] s, int u, int units, double shift) {
        double r = sigmoid(a[0] + s[u]);
        double q = s[2 * units + u] + shift;
        return new double[] {r, sigmoid(a[1] + s[units + u]), Math.tanh(a[2] + r * q), q};
    }

    static void recurrenceBackward(
            Cell cell,
            Tensor weight,
            Tensor start,
            Tensor kept,
            Tensor y,
            Tensor dy,
            Tensor dend,
            Tensor dx,
            Tensor dstart,
            Tensor dweight,
            Tensor dshift) {
        Steps keep = new Steps(kept);
        Steps out = new Steps(y);
        int units = y.shape().dim(2);
        int width = cell.gates() * units;
        for (int row = 0; row < start.rows(); row++) {
            double[] dh = new double[units];
            double[] dc = new double[units];
            for (int u = 0; u < units && dend != null; u++) {
                dh[u] = dend.get(row * dend.columns() + u);
                dc[u] = cell == Cell.LSTM ? dend.get(row * dend.columns() + units + u) : 0;
            }
            for (int t = y.rows() - 1; t >= 0; t--) {
                double[] ds = new double[width];
                for (int u = 0; u < units; u++) {
                    int from = row * start.columns();
                    double h = t == 0 ? start.get(from + u) : out.at(t - 1, row, u);
                    double own = dh[u] + new Steps(dy).at(t, row, u);
                    double[] k = new double[cell.kept()];
                    for (int i = 0; i < k.length; i++) {
                        k[i] = keep.at(t, row, i * units + u);
                    }
                    double[] da = new double[cell.gates()];
                    double passed = 0;
                    switch (cell) {
                        case TANH -> {
                            da[0] = own * (1 - out.at(t, row, u) * out.at(t, row, u));
                            ds[u] = da[0];
                        }
                        case LSTM -> {
                            double c = t == 0 ? start.get(from + units + u) : keep.at(t - 1, row, 4 * units + u);
                            double inner = dc[u] + own * k[3] * (1 - Math.tanh(k[4]) * Math.tanh(k[4]));
                            da[0] = inner * k[2] * k[0] * (1 - k[0]);
                            da[1] = inner * c * k[1] * (1 - k[1]);
                            da[2] = inner * k[0] * (1 - k[2] * k[2]);
                            da[3] = own * Math.tanh(k[4]) * k[3] * (1 - k[3]);
                            dc[u] = inner * k[1];
                            for (int gate = 0; gate < 4; gate++) {
                                ds[gate * units + u] = da[gate];
                            }
                        }
                        case GRU -> {
                            da[2] = own * (1 - k[1]) * (1 - k[2] * k[2]);
                            da[1] = own * (h - k[2]) * k[1] * (1 - k[1]);
                            da[0] = da[2] * k[3] * k[0] * (1 - k[0]);
                            ds[u] = da[0];
                            ds[units + u] = da[1];
                            ds[2 * units + u] = da[2] * k[0];
                            dshift.set(u, dshift.get(u) + da[2] * k[0]);
                            passed = own * k[1];
                        }
                    }
                    for (int gate = 0; gate < da.length; gate++) {
                        new Steps(dx).put(t, row, gate * units + u, da[gate]);
                    }
                    dh[u] = passed;
                }
                for (int k = 0; k < units; k++) {
                    double h = t == 0 ? start.get(row * start.columns() + k) : out.at(t - 1, row, k);
                    for (int j = 0; j < width; j++) {
                        dh[k] += ds[j] * weight.get(k * width + j);
                        dweight.set(k * width + j, dweight.get(k * width + j) + h * ds[j]);
                    }
                }
            }
            for (int u = 0; u < units; u++) {
                dstart.set(row * dstart.columns() + u, dh[u]);
                if (cell == Cell.LSTM) {
                    dstart.set(row * dstart.columns() + units + u, dc[u]);
                }
            }
        }
    }

    static void attention(Tensor x, int heads, boolean causal, Tensor shares, Tensor y) {
        Steps in = new Steps(x);
        int steps = x.shape().dim(1);
        int all = x.shape().dim(2) / 3;
        int width = all / heads;
        for (int row = 0; row < x.rows(); row++) {
            for (int h = 0; h < heads; h++) {
                for (int t = 0; t < steps; t++) {
                    double[] powers = new double[steps];
                    double total = 0;
                    for (int other = 0; other < (causal ? t + 1 : steps); other++) {
                        double product = 0;
                        for (int i = h * width; i < (h + 1) * width; i++) {
                            product += in.at(row, t, i) * in.at(row, other, all + i);
                        }
                        powers[other] = Math.exp(product / Math.sqrt(width));
                        total += powers[other];
                    }
                    for (int i = h * width; i < (h + 1) * width; i++) {
                        double sum = 0;
                        for (int other = 0; other < steps; other++) {
                            sum += powers[other] / total * in.at(row, other, 2 * all + i);
                        }
                        new Steps(y).put(row, t, i, sum);
                    }
                    for (int other = 0; other < steps; other++) {
                        shares.set(((row * heads + h) * steps + t) * steps + other, powers[other] / total);
                    }
                }
            }
        }
    }

    static void attentionBackward(Tensor x, int heads, Tensor shares, Tensor dy, Tensor dx) {
        Steps in = new Steps(x);
        Steps from = new Steps(dy);
        Steps to = new Steps(dx);
        int steps = x.shape().dim(1);
        int all = x.shape().dim(2) / 3;
        int width = all / heads;
        for (int i = 0; i < dx.size(); i++) {
            dx.set(i, 0);
        }
        for (int row = 0; row < x.rows(); row++) {
            for (int h = 0; h < heads; h++) {
                for (int t = 0; t < steps; t++) {
                    int first = ((row * heads + h) * steps + t) * steps;
                    double[] dshare = new double[steps];
                    double along = 0;
                    for (int other = 0; other < steps; other++) {
                        for (int i = h * width; i < (h + 1) * width; i++) {
                            dshare[other] += from.at(row, t, i) * in.at(row, other, 2 * all + i);
                        }
                        along += dshare[other] * shares.get(first + other);
                    }
                    for (int other = 0; other < steps; other++) {
                        double share = shares.get(first + other);
                        double ds = share * (dshare[other] - along) / Math.sqrt(width);
                        for (int i = h * width; i < (h + 1) * width; i++) {
                            to.put(row, t, i, to.at(row, t, i) + ds * in.at(row, other, all + i));
                            to.put(row, other, all + i, to.at(row, other, all + i) + ds * in.at(row, t, i));
                            int value = 2 * all + i;
                            to.put(row, other, value, to.at(row, other, value) + share * from.at(row, t, i));
                        }
                    }
                }
            }
        }
    }

    /** Turns pairs as complex numbers. */
    static void rotate(Tensor x, int heads, int direction, Tensor y) {
        Steps in = new Steps(x);
        Steps out = new Steps(y);
        int all = x.shape().dim(2) / 3;
        int width = all / heads;
        for (int row = 0; row < x.rows(); row++) {
            for (int t = 0; t < x.shape().dim(1); t++) {
                for (int i = 0; i < 3 * all; i++) {
                    int pair = i % width / 2;
                    double angle = direction * t / Math.pow(10_000, 2.0 * pair / width);
                    double own = in.at(row, t, i);
                    double value;
                    if (i >= 2 * all) {
                        value = own;
                    } else if (i % 2 == 0) {
                        value = own * Math.cos(angle) - in.at(row, t, i + 1) * Math.sin(angle);
                    } else {
                        value = own * Math.cos(angle) + in.at(row, t, i - 1) * Math.sin(angle);
                    }
                    out.put(row, t, i, value);
                }
            }
        }
    }
}
