package org.sparksg.tensor;

/** Normalisation of groups of channels, as plain loops; for both element types. */
final class GroupNormLoops {
    private final int rows;
    private final int positions;
    private final int channels;
    private final int groups;

    /** {@code x}: {@code rows} times some positions times {@code channels}. */
    GroupNormLoops(Tensor x, int rows, int channels, int groups) {
        this.rows = rows;
        this.positions = x.size() / rows / channels;
        this.channels = channels;
        this.groups = groups;
    }

    void forward(Tensor x, Tensor scale, Tensor shift, double epsilon, Tensor mean, Tensor inverseDeviation, Tensor y) {
        int width = channels / groups;
        double count = (double) positions * width;
        for (int row = 0; row < rows; row++) {
            for (int group = 0; group < groups; group++) {
                int first = row * positions * channels + group * width;
                double sum = 0;
                for (int p = 0; p < positions; p++) {
                    for (int c = 0; c < width; c++) {
                        sum += x.get(first + p * channels + c);
                    }
                }
                double centre = sum / count;
                double squares = 0;
                for (int p = 0; p < positions; p++) {
                    for (int c = 0; c < width; c++) {
                        double distance = x.get(first + p * channels + c) - centre;
                        squares += distance * distance;
                    }
                }
                double inverse = 1 / Math.sqrt(squares / count + epsilon);
                for (int p = 0; p < positions; p++) {
                    for (int c = 0; c < width; c++) {
                        int at = first + p * channels + c;
                        int channel = group * width + c;
                        y.set(at, scale.get(channel) * (x.get(at) - centre) * inverse + shift.get(channel));
                    }
                }
                mean.set(row * groups + group, centre);
                inverseDeviation.set(row * groups + group, inverse);
            }
        }
        y.touch();
        mean.touch();
        inverseDeviation.touch();
    }

    void backward(
            Tensor x,
            Tensor dy,
            Tensor scale,
            Tensor mean,
            Tensor inverseDeviation,
            Tensor dx,
            Tensor dscale,
            Tensor dshift,
            boolean accumulate) {
        if (!accumulate) {
            ElementLoops.fill(dscale, 0);
            ElementLoops.fill(dshift, 0);
        }
        int width = channels / groups;
        double count = (double) positions * width;
        for (int row = 0; row < rows; row++) {
            for (int group = 0; group < groups; group++) {
                int first = row * positions * channels + group * width;
                double centre = mean.get(row * groups + group);
                double inverse = inverseDeviation.get(row * groups + group);
                double sum = 0;
                double product = 0;
                for (int p = 0; p < positions; p++) {
                    for (int c = 0; c < width; c++) {
                        int at = first + p * channels + c;
                        int channel = group * width + c;
                        double normal = (x.get(at) - centre) * inverse;
                        double own = dy.get(at) * scale.get(channel);
                        sum += own;
                        product += own * normal;
                        dscale.set(channel, dscale.get(channel) + dy.get(at) * normal);
                        dshift.set(channel, dshift.get(channel) + dy.get(at));
                    }
                }
                for (int p = 0; p < positions; p++) {
                    for (int c = 0; c < width; c++) {
                        int at = first + p * channels + c;
                        double normal = (x.get(at) - centre) * inverse;
                        double own = dy.get(at) * scale.get(group * width + c);
                        dx.set(at, inverse * (own - sum / count - normal * product / count));
                    }
                }
            }
        }
        dx.touch();
        dscale.touch();
        dshift.touch();
    }
}
