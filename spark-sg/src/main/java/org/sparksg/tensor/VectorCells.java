package org.sparksg.tensor;

import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromByteBuffer;
import static org.sparksg.tensor.Lanes.FLOATS;
import static org.sparksg.tensor.Lanes.ORDER;
import static org.sparksg.tensor.Lanes.WIDTH;
import static org.sparksg.tensor.Lanes.get;
import static org.sparksg.tensor.Lanes.put;

import java.nio.ByteBuffer;
import jdk.incubator.vector.FloatVector;

/** What {@link CellLoops} does, with vector instructions. */
final class VectorCells implements CellSteps {
    @Override
    public void lstmGates(Tensor x, Tensor s, Tensor curved) {
        int units = x.columns() / Cell.LSTM.gates();
        ByteBuffer from = x.bytes();
        ByteBuffer add = s.bytes();
        ByteBuffer to = curved.bytes();
        for (int row = 0; row < x.rows(); row++) {
            int start = row * x.columns();
            scaledSum(from, add, to, start, start, 2 * units, 0.5f);
            scaledSum(from, add, to, start + 2 * units, start + 2 * units, units, 1);
            scaledSum(from, add, to, start + 3 * units, start + 3 * units, units, 0.5f);
        }
    }

    private static void scaledSum(
            ByteBuffer x, ByteBuffer s, ByteBuffer to, int start, int toStart, int length, float scale) {
        int i = 0;
        for (; i <= length - WIDTH; i += WIDTH) {
            fromByteBuffer(FLOATS, x, start + i << 2, ORDER)
                    .add(fromByteBuffer(FLOATS, s, start + i << 2, ORDER))
                    .mul(scale)
                    .intoByteBuffer(to, toStart + i << 2, ORDER);
        }
        for (; i < length; i++) {
            put(to, toStart + i, scale * (get(x, start + i) + get(s, start + i)));
        }
    }

    @Override
    public void lstmCell(Tensor curved, Tensor before, int beforeAt, Tensor kept, Tensor cell) {
        int units = cell.columns();
        for (int row = 0; row < cell.rows(); row++) {
            lstmCell(
                    curved.bytes(),
                    row * curved.columns(),
                    before.bytes(),
                    row * before.columns() + beforeAt,
                    kept.bytes(),
                    row * kept.columns(),
                    cell.bytes(),
                    row * units,
                    units);
        }
    }

    private static void lstmCell(
            ByteBuffer curved,
            int gates,
            ByteBuffer before,
            int cellBefore,
            ByteBuffer kept,
            int to,
            ByteBuffer cell,
            int cellAt,
            int units) {
        int u = 0;
        FloatVector half = broadcast(FLOATS, 0.5f);
        for (; u <= units - WIDTH; u += WIDTH) {
            FloatVector i = fromByteBuffer(FLOATS, curved, gates + u << 2, ORDER)
                    .mul(half)
                    .add(half);
            FloatVector f = fromByteBuffer(FLOATS, curved, gates + units + u << 2, ORDER)
                    .mul(half)
                    .add(half);
            FloatVector g = fromByteBuffer(FLOATS, curved, gates + 2 * units + u << 2, ORDER);
            FloatVector o = fromByteBuffer(FLOATS, curved, gates + 3 * units + u << 2, ORDER)
                    .mul(half)
                    .add(half);
            FloatVector c = f.mul(fromByteBuffer(FLOATS, before, cellBefore + u << 2, ORDER))
                    .add(i.mul(g));
            i.intoByteBuffer(kept, to + u << 2, ORDER);
            f.intoByteBuffer(kept, to + units + u << 2, ORDER);
            g.intoByteBuffer(kept, to + 2 * units + u << 2, ORDER);
            o.intoByteBuffer(kept, to + 3 * units + u << 2, ORDER);
            c.intoByteBuffer(kept, to + 4 * units + u << 2, ORDER);
            c.intoByteBuffer(cell, cellAt + u << 2, ORDER);
        }
        for (; u < units; u++) {
            float i = 0.5f + 0.5f * get(curved, gates + u);
            float f = 0.5f + 0.5f * get(curved, gates + units + u);
            float g = get(curved, gates + 2 * units + u);
            float o = 0.5f + 0.5f * get(curved, gates + 3 * units + u);
            float c = f * get(before, cellBefore + u) + i * g;
            put(kept, to + u, i);
            put(kept, to + units + u, f);
            put(kept, to + 2 * units + u, g);
            put(kept, to + 3 * units + u, o);
            put(kept, to + 4 * units + u, c);
            put(cell, cellAt + u, c);
        }
    }

    @Override
    public void lstmOutput(Tensor kept, Tensor cell, Tensor y) {
        int units = cell.columns();
        ByteBuffer gates = kept.bytes();
        ByteBuffer cells = cell.bytes();
        ByteBuffer to = y.bytes();
        for (int row = 0; row < cell.rows(); row++) {
            int output = row * kept.columns() + 3 * units;
            int start = row * units;
            int u = 0;
            for (; u <= units - WIDTH; u += WIDTH) {
                fromByteBuffer(FLOATS, gates, output + u << 2, ORDER)
                        .mul(fromByteBuffer(FLOATS, cells, start + u << 2, ORDER))
                        .intoByteBuffer(to, start + u << 2, ORDER);
            }
            for (; u < units; u++) {
                put(to, start + u, get(gates, output + u) * get(cells, start + u));
            }
        }
    }

    @Override
    public void lstmBackward(Tensor kept, Tensor cell, Tensor before, int beforeAt, Tensor dh, Tensor dc, Tensor dx) {
        int units = cell.columns();
        for (int row = 0; row < cell.rows(); row++) {
            lstmBackward(
                    kept.bytes(),
                    row * kept.columns(),
                    cell.bytes(),
                    before.bytes(),
                    row * before.columns() + beforeAt,
                    dh.bytes(),
                    dc.bytes(),
                    row * units,
                    dx.bytes(),
                    row * dx.columns(),
                    units);
        }
    }

    private static void lstmBackward(
            ByteBuffer kept,
            int from,
            ByteBuffer cell,
            ByteBuffer before,
            int cellBefore,
            ByteBuffer dh,
            ByteBuffer dc,
            int at,
            ByteBuffer dx,
            int to,
            int units) {
        int u = 0;
        FloatVector one = broadcast(FLOATS, 1);
        for (; u <= units - WIDTH; u += WIDTH) {
            FloatVector i = fromByteBuffer(FLOATS, kept, from + u << 2, ORDER);
            FloatVector f = fromByteBuffer(FLOATS, kept, from + units + u << 2, ORDER);
            FloatVector g = fromByteBuffer(FLOATS, kept, from + 2 * units + u << 2, ORDER);
            FloatVector o = fromByteBuffer(FLOATS, kept, from + 3 * units + u << 2, ORDER);
            FloatVector tanh = fromByteBuffer(FLOATS, cell, at + u << 2, ORDER);
            FloatVector out = fromByteBuffer(FLOATS, dh, at + u << 2, ORDER);
            FloatVector own = fromByteBuffer(FLOATS, dc, at + u << 2, ORDER)
                    .add(out.mul(o).mul(one.sub(tanh.mul(tanh))));
            own.mul(g).mul(i).mul(one.sub(i)).intoByteBuffer(dx, to + u << 2, ORDER);
            own.mul(fromByteBuffer(FLOATS, before, cellBefore + u << 2, ORDER))
                    .mul(f)
                    .mul(one.sub(f))
                    .intoByteBuffer(dx, to + units + u << 2, ORDER);
            own.mul(i).mul(one.sub(g.mul(g))).intoByteBuffer(dx, to + 2 * units + u << 2, ORDER);
            out.mul(tanh).mul(o).mul(one.sub(o)).intoByteBuffer(dx, to + 3 * units + u << 2, ORDER);
            own.mul(f).intoByteBuffer(dc, at + u << 2, ORDER);
        }
        for (; u < units; u++) {
            float i = get(kept, from + u);
            float f = get(kept, from + units + u);
            float g = get(kept, from + 2 * units + u);
            float o = get(kept, from + 3 * units + u);
            float tanh = get(cell, at + u);
            float out = get(dh, at + u);
            float own = get(dc, at + u) + out * o * (1 - tanh * tanh);
            put(dx, to + u, own * g * i * (1 - i));
            put(dx, to + units + u, own * get(before, cellBefore + u) * f * (1 - f));
            put(dx, to + 2 * units + u, own * i * (1 - g * g));
            put(dx, to + 3 * units + u, out * tanh * o * (1 - o));
            put(dc, at + u, own * f);
        }
    }

    @Override
    public void gruGates(Tensor x, Tensor s, Tensor curved) {
        int units = x.columns() / Cell.GRU.gates();
        for (int row = 0; row < x.rows(); row++) {
            scaledSum(x.bytes(), s.bytes(), curved.bytes(), row * x.columns(), row * curved.columns(), 2 * units, 0.5f);
        }
    }

    @Override
    public void gruCandidate(Tensor x, Tensor s, Tensor shift, Tensor curved, Tensor kept, Tensor cell) {
        int units = cell.columns();
        for (int row = 0; row < cell.rows(); row++) {
            gruCandidate(
                    x.bytes(),
                    s.bytes(),
                    row * x.columns() + 2 * units,
                    shift.bytes(),
                    curved.bytes(),
                    row * curved.columns(),
                    kept.bytes(),
                    row * kept.columns(),
                    cell.bytes(),
                    row * units,
                    units);
        }
    }

    private static void gruCandidate(
            ByteBuffer x,
            ByteBuffer s,
            int candidate,
            ByteBuffer shift,
            ByteBuffer curved,
            int gates,
            ByteBuffer kept,
            int to,
            ByteBuffer cell,
            int at,
            int units) {
        int u = 0;
        FloatVector half = broadcast(FLOATS, 0.5f);
        for (; u <= units - WIDTH; u += WIDTH) {
            FloatVector r = fromByteBuffer(FLOATS, curved, gates + u << 2, ORDER)
                    .mul(half)
                    .add(half);
            FloatVector z = fromByteBuffer(FLOATS, curved, gates + units + u << 2, ORDER)
                    .mul(half)
                    .add(half);
            FloatVector q = fromByteBuffer(FLOATS, s, candidate + u << 2, ORDER)
                    .add(fromByteBuffer(FLOATS, shift, u << 2, ORDER));
            r.intoByteBuffer(kept, to + u << 2, ORDER);
            z.intoByteBuffer(kept, to + units + u << 2, ORDER);
            q.intoByteBuffer(kept, to + 3 * units + u << 2, ORDER);
            fromByteBuffer(FLOATS, x, candidate + u << 2, ORDER).add(r.mul(q)).intoByteBuffer(cell, at + u << 2, ORDER);
        }
        for (; u < units; u++) {
            float r = 0.5f + 0.5f * get(curved, gates + u);
            float q = get(s, candidate + u) + get(shift, u);
            put(kept, to + u, r);
            put(kept, to + units + u, 0.5f + 0.5f * get(curved, gates + units + u));
            put(kept, to + 3 * units + u, q);
            put(cell, at + u, get(x, candidate + u) + r * q);
        }
    }

    @Override
    public void gruOutput(Tensor cell, Tensor before, Tensor kept, Tensor y) {
        int units = cell.columns();
        for (int row = 0; row < cell.rows(); row++) {
            gruOutput(cell.bytes(), before.bytes(), row * units, kept.bytes(), row * kept.columns(), y.bytes(), units);
        }
    }

    private static void gruOutput(
            ByteBuffer cell, ByteBuffer before, int at, ByteBuffer kept, int gates, ByteBuffer y, int units) {
        int u = 0;
        for (; u <= units - WIDTH; u += WIDTH) {
            FloatVector z = fromByteBuffer(FLOATS, kept, gates + units + u << 2, ORDER);
            FloatVector n = fromByteBuffer(FLOATS, cell, at + u << 2, ORDER);
            FloatVector h = fromByteBuffer(FLOATS, before, at + u << 2, ORDER);
            n.intoByteBuffer(kept, gates + 2 * units + u << 2, ORDER);
            n.add(z.mul(h.sub(n))).intoByteBuffer(y, at + u << 2, ORDER);
        }
        for (; u < units; u++) {
            float z = get(kept, gates + units + u);
            float n = get(cell, at + u);
            put(kept, gates + 2 * units + u, n);
            put(y, at + u, n + z * (get(before, at + u) - n));
        }
    }

    @Override
    public void gruBackward(Tensor kept, Tensor before, Tensor dh, Tensor dx, Tensor ds) {
        int units = dh.columns();
        for (int row = 0; row < dh.rows(); row++) {
            gruBackward(
                    kept.bytes(),
                    row * kept.columns(),
                    before.bytes(),
                    dh.bytes(),
                    row * units,
                    dx.bytes(),
                    ds.bytes(),
                    row * dx.columns(),
                    units);
        }
    }

    private static void gruBackward(
            ByteBuffer kept,
            int from,
            ByteBuffer before,
            ByteBuffer dh,
            int at,
            ByteBuffer dx,
            ByteBuffer ds,
            int to,
            int units) {
        int u = 0;
        FloatVector one = broadcast(FLOATS, 1);
        for (; u <= units - WIDTH; u += WIDTH) {
            FloatVector r = fromByteBuffer(FLOATS, kept, from + u << 2, ORDER);
            FloatVector z = fromByteBuffer(FLOATS, kept, from + units + u << 2, ORDER);
            FloatVector n = fromByteBuffer(FLOATS, kept, from + 2 * units + u << 2, ORDER);
            FloatVector q = fromByteBuffer(FLOATS, kept, from + 3 * units + u << 2, ORDER);
            FloatVector out = fromByteBuffer(FLOATS, dh, at + u << 2, ORDER);
            FloatVector dn = out.mul(one.sub(z)).mul(one.sub(n.mul(n)));
            FloatVector dr = dn.mul(q).mul(r).mul(one.sub(r));
            FloatVector dz = fromByteBuffer(FLOATS, before, at + u << 2, ORDER)
                    .sub(n)
                    .mul(out)
                    .mul(z)
                    .mul(one.sub(z));
            dr.intoByteBuffer(dx, to + u << 2, ORDER);
            dz.intoByteBuffer(dx, to + units + u << 2, ORDER);
            dn.intoByteBuffer(dx, to + 2 * units + u << 2, ORDER);
            dr.intoByteBuffer(ds, to + u << 2, ORDER);
            dz.intoByteBuffer(ds, to + units + u << 2, ORDER);
            dn.mul(r).intoByteBuffer(ds, to + 2 * units + u << 2, ORDER);
            out.mul(z).intoByteBuffer(dh, at + u << 2, ORDER);
        }
        for (; u < units; u++) {
            float r = get(kept, from + u);
            float z = get(kept, from + units + u);
            float n = get(kept, from + 2 * units + u);
            float out = get(dh, at + u);
            float dn = out * (1 - z) * (1 - n * n);
            float dr = dn * get(kept, from + 3 * units + u) * r * (1 - r);
            float dz = (get(before, at + u) - n) * out * z * (1 - z);
            put(dx, to + u, dr);
            put(dx, to + units + u, dz);
            put(dx, to + 2 * units + u, dn);
            put(ds, to + u, dr);
            put(ds, to + units + u, dz);
            put(ds, to + 2 * units + u, dn * r);
            put(dh, at + u, out * z);
        }
    }
}
