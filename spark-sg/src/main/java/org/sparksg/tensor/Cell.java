package org.sparksg.tensor;

/**
 * What a recurrent layer does in each step, with {@code x} what the input gives to each gate (biases included), {@code s = h · weight}
 * what the output {@code h} before gives, and {@code σ} the sigmoid. Gates are side by side in the order given here, which is
 * PyTorch's; what is kept for the way back, too.
 */
public enum Cell {
    /** {@code h = tanh(x + s)} (Elman 1990). Kept: {@code h}. */
    TANH(1, 1, 1),

    /**
     * Long short-term memory (Hochreiter and Schmidhuber 1997, with the forget gates of Gers et al. 2000): {@code i, f, g, o = σ, σ,
     * tanh, σ (x + s)}; {@code c = f · c + i · g}; {@code h = o · tanh(c)}. Its state is {@code h} and {@code c}, side by side. Kept: {@code i, f, g, o, c}.
     */
    LSTM(4, 2, 5),

    /**
     * Gated recurrent unit (Cho et al. 2014, in the form of cuDNN): {@code r, z = σ(x + s)} of their gates; {@code n = tanh(x + r ·
     * q)} with {@code q = s + shift}; {@code h = (1 - z) · n + z · h}. Kept: {@code r, z, n, q}.
     */
    GRU(3, 1, 4);

    private final int gates;
    private final int parts;
    private final int kept;

    Cell(int gates, int parts, int kept) {
        this.gates = gates;
        this.parts = parts;
        this.kept = kept;
    }

    /** Returns how many gates there are, each as wide as the output. */
    public int gates() {
        return gates;
    }

    /** Returns how many parts the state has, each as wide as the output. */
    public int parts() {
        return parts;
    }

    /** Returns how much is kept of a step for the way back, in widths of the output. */
    public int kept() {
        return kept;
    }

    /** Returns whether there is a shift. */
    public boolean hasShift() {
        return this == GRU;
    }
}
