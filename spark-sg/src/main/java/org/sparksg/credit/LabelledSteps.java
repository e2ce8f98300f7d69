package org.sparksg.credit;

import java.util.List;
import org.sparksg.graph.Value;
import org.sparksg.nn.Layer;
import org.sparksg.nn.Scope;
import org.sparksg.tensor.Shape;

/**
 * The first layer of a synthesizer that sees a sequence and its label. Its input is a row of numbers: the sequence, then the label. That
 * comes in as a learned offset of what the layer makes, which for a linear layer is the same as one more input for each class.
 *
 * @param sequence {@code [steps, features]}
 * @param classes how many there are, if the label is one for each step; 0 if it is one row of numbers for all steps
 */
record LabelledSteps(Shape sequence, int classes, Layer first) implements Layer {
    @Override
    public String kind() {
        return first.kind();
    }

    @Override
    public Value apply(Scope at, Value x) {
        List<Value> parts = x.split(sequence.size());
        Value y = first.apply(at, parts.get(0).reshape(sequence.batch(x.rows())));
        Value label = parts.get(1);
        if (classes > 0) {
            return y.plus(label.lookup(Labelled.offset(at, classes, y.example())));
        }
        Value offset = label.matmul(Labelled.offset(at, label.columns(), y.example()));
        return y.plus(offset.spread(1, sequence.dim(0)).reshape(y.shape()));
    }
}
