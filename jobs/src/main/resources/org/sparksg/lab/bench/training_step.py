#!/usr/bin/env python3
"""Times full training steps of networks, and products, in eager PyTorch, window by window, as the peer of ComputeBench and ProductsBench.

    echo W1 f32 0.5 | OMP_NUM_THREADS=1 python3 training_step.py

One thread, Adam, cross-entropy; f32, or bf16 by autocast. Flushes denormals, as our kernels do. Says first which BLAS
library is loaded: Debian's torch links libblas, which is the slow reference implementation unless OpenBLAS is installed. Then
answers each line "network precision seconds" by milliseconds a step: of the plain Adam and of the one with foreach; of networks
with convolutions, with the plain Adam, channels first and channels last; of a product such as FORWARD:256x784x256, once.
"""
import sys
import time

import torch
from torch import nn

SEQUENCES = ["W4", "W5"]
PERCEPTRONS = {"W1": [784, 256, 256, 256, 10], "W2": [3072, 1000, 1000, 1000, 1000, 10]}


class Block(nn.Module):
    """Two convolutions with batch norm, and the way around them."""

    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(64, 64, 3, padding=1), nn.BatchNorm2d(64), nn.ReLU(),
            nn.Conv2d(64, 64, 3, padding=1), nn.BatchNorm2d(64),
        )
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        return self.head(torch.relu(x + self.body(x)).mean((2, 3)))


class Recurrent(nn.Module):
    """An LSTM over 20 steps, and a classifier of each step."""

    def __init__(self):
        super().__init__()
        self.body, self.head = nn.LSTM(128, 256, batch_first=True), nn.Linear(256, 10)

    def forward(self, x):
        return self.head(self.body(x)[0]).flatten(0, 1)


class Transformer(nn.Module):
    """A block with its normalisation in front and causal attention of four heads, and a classifier of each step."""

    def __init__(self):
        super().__init__()
        self.body = nn.TransformerEncoderLayer(
            256, 4, 1024, dropout=0, activation=nn.functional.gelu, batch_first=True, norm_first=True
        )
        self.mask, self.head = nn.Transformer.generate_square_subsequent_mask(128), nn.Linear(256, 10)

    def forward(self, x):
        return self.head(self.body(x, self.mask)).flatten(0, 1)


def network_of(name):
    """Returns the network, and the shape of a batch of its input."""
    if name == "W4":
        return Recurrent(), (64, 20, 128)
    if name == "W5":
        return Transformer(), (16, 128, 256)
    if name == "W3":
        pooled = lambda inputs: [nn.Conv2d(inputs, 128, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2)]
        return nn.Sequential(*pooled(3), *pooled(128), nn.Flatten(), nn.Linear(128 * 8 * 8, 10)), (64, 3, 32, 32)
    if name == "R":
        return Block(), (128, 64, 32, 32)
    widths = PERCEPTRONS[name]
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    return nn.Sequential(*layers[:-1]), (256, widths[0])


def blas():
    torch.mm(torch.ones(2, 2), torch.ones(2, 2))
    with open("/proc/self/maps") as maps:
        return sorted({line.split()[-1] for line in maps if "blas" in line or "mkl" in line})


def step_of(name, autocast, foreach, layout):
    torch.manual_seed(1)
    network, shape = network_of(name)
    x = torch.randn(shape)
    if layout is not None:
        network, x = network.to(memory_format=layout), x.to(memory_format=layout)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-4, foreach=foreach)
    loss_of = nn.CrossEntropyLoss()
    classes = torch.randint(0, 10, (shape[0] * (shape[1] if name in SEQUENCES else 1),))

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=autocast):
            loss = loss_of(network(x), classes)
        loss.backward()
        optimizer.step()

    return step


def product_of(kind, shape):
    examples, inputs, units = map(int, shape.split("x"))
    x, weight, bias, y = (torch.randn(*of) for of in ((examples, inputs), (inputs, units), (units,), (examples, units)))
    return {
        "FORWARD": lambda: torch.addmm(bias, x, weight, out=y).relu_(),
        "INPUT_GRADIENT": lambda: torch.mm(y, weight.t(), out=x),
        "WEIGHT_GRADIENT": lambda: torch.mm(x.t(), y, out=weight),
    }[kind]


def steps_of(network, precision):
    if ":" in network:
        return [product_of(*network.split(":"))]
    ways = [(False, None), (True, None)]
    if network not in PERCEPTRONS and network not in SEQUENCES:
        ways = [(False, torch.contiguous_format), (False, torch.channels_last)]
    return [step_of(network, precision == "bf16", *way) for way in ways]


def window(step, seconds):
    step()
    steps = 0
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        step()
        steps += 1
    return (time.perf_counter() - start) / steps * 1e3


def main():
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    print("torch", torch.__version__, "threads", torch.get_num_threads(), "BLAS", *blas(), flush=True)
    steps = {}
    for line in sys.stdin:
        network, precision, seconds = line.split()
        if (network, precision) not in steps:
            steps[network, precision] = steps_of(network, precision)
        print(*(window(step, float(seconds)) for step in steps[network, precision]), flush=True)


if __name__ == "__main__":
    main()
