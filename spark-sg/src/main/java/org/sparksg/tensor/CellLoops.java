package org.sparksg.tensor;

/** What cells do in one step beside products and hyperbolic tangents, as plain loops; for both element types. */
final class CellLoops implements CellSteps {
    @Override
    public void lstmGates(Tensor x, Tensor s, Tensor curved) {
        int units = x.columns() / Cell.LSTM.gates();
        for (int i = 0; i < x.size(); i++) {
            boolean tanh = i % x.columns() / units == 2;
            curved.set(i, (tanh ? 1 : 0.5) * (x.get(i) + s.get(i)));
        }
    }

    @Override
    public void lstmCell(Tensor curved, Tensor before, int beforeAt, Tensor kept, Tensor cell) {
        int units = cell.columns();
        for (int row = 0; row < cell.rows(); row++) {
            int gates = row * curved.columns();
            int to = row * kept.columns();
            for (int u = 0; u < units; u++) {
                double i = 0.5 + 0.5 * curved.get(gates + u);
                double f = 0.5 + 0.5 * curved.get(gates + units + u);
                double g = curved.get(gates + 2 * units + u);
                double o = 0.5 + 0.5 * curved.get(gates + 3 * units + u);
                double c = f * before.get(row * before.columns() + beforeAt + u) + i * g;
                kept.set(to + u, i);
                kept.set(to + units + u, f);
                kept.set(to + 2 * units + u, g);
                kept.set(to + 3 * units + u, o);
                kept.set(to + 4 * units + u, c);
                cell.set(row * units + u, c);
            }
        }
    }

    @Override
    public void lstmOutput(Tensor kept, Tensor cell, Tensor y) {
        int units = cell.columns();
        for (int row = 0; row < cell.rows(); row++) {
            for (int u = 0; u < units; u++) {
                int at = row * units + u;
                y.set(at, kept.get(row * kept.columns() + 3 * units + u) * cell.get(at));
            }
        }
    }

    @Override
    public void lstmBackward(Tensor kept, Tensor cell, Tensor before, int beforeAt, Tensor dh, Tensor dc, Tensor dx) {
        int units = cell.columns();
        for (int row = 0; row < cell.rows(); row++) {
            int from = row * kept.columns();
            int to = row * dx.columns();
            for (int u = 0; u < units; u++) {
                int at = row * units + u;
                double i = kept.get(from + u);
                double f = kept.get(from + units + u);
                double g = kept.get(from + 2 * units + u);
                double o = kept.get(from + 3 * units + u);
                double tanh = cell.get(at);
                double own = dc.get(at) + dh.get(at) * o * (1 - tanh * tanh);
                dx.set(to + u, own * g * i * (1 - i));
                dx.set(to + units + u, own * before.get(row * before.columns() + beforeAt + u) * f * (1 - f));
                dx.set(to + 2 * units + u, own * i * (1 - g * g));
                dx.set(to + 3 * units + u, dh.get(at) * tanh * o * (1 - o));
                dc.set(at, own * f);
            }
        }
    }

    @Override
    public void gruGates(Tensor x, Tensor s, Tensor curved) {
        int units = x.columns() / Cell.GRU.gates();
        for (int row = 0; row < x.rows(); row++) {
            for (int u = 0; u < 2 * units; u++) {
                int at = row * x.columns() + u;
                curved.set(row * curved.columns() + u, 0.5 * (x.get(at) + s.get(at)));
            }
        }
    }

    @Override
    public void gruCandidate(Tensor x, Tensor s, Tensor shift, Tensor curved, Tensor kept, Tensor cell) {
        int units = cell.columns();
        for (int row = 0; row < cell.rows(); row++) {
            int gates = row * curved.columns();
            int to = row * kept.columns();
            int candidate = row * x.columns() + 2 * units;
            for (int u = 0; u < units; u++) {
                double r = 0.5 + 0.5 * curved.get(gates + u);
                double q = s.get(candidate + u) + shift.get(u);
                kept.set(to + u, r);
                kept.set(to + units + u, 0.5 + 0.5 * curved.get(gates + units + u));
                kept.set(to + 3 * units + u, q);
                cell.set(row * units + u, x.get(candidate + u) + r * q);
            }
        }
    }

    @Override
    public void gruOutput(Tensor cell, Tensor before, Tensor kept, Tensor y) {
        int units = cell.columns();
        for (int row = 0; row < cell.rows(); row++) {
            int gates = row * kept.columns();
            for (int u = 0; u < units; u++) {
                int at = row * units + u;
                double z = kept.get(gates + units + u);
                kept.set(gates + 2 * units + u, cell.get(at));
                y.set(at, (1 - z) * cell.get(at) + z * before.get(at));
            }
        }
    }

    @Override
    public void gruBackward(Tensor kept, Tensor before, Tensor dh, Tensor dx, Tensor ds) {
        int units = dh.columns();
        for (int row = 0; row < dh.rows(); row++) {
            int from = row * kept.columns();
            int to = row * dx.columns();
            for (int u = 0; u < units; u++) {
                int at = row * units + u;
                double r = kept.get(from + u);
                double z = kept.get(from + units + u);
                double n = kept.get(from + 2 * units + u);
                double q = kept.get(from + 3 * units + u);
                double dn = dh.get(at) * (1 - z) * (1 - n * n);
                double dr = dn * q * r * (1 - r);
                double dz = dh.get(at) * (before.get(at) - n) * z * (1 - z);
                dx.set(to + u, dr);
                dx.set(to + units + u, dz);
                dx.set(to + 2 * units + u, dn);
                ds.set(to + u, dr);
                ds.set(to + units + u, dz);
                ds.set(to + 2 * units + u, dn * r);
                dh.set(at, dh.get(at) * z);
            }
        }
    }
}
