#!/usr/bin/env python3
"""Times full training steps of a multi-layer perceptron in eager PyTorch, window by window, as the peer of ComputeBench.

    echo W1 f32 0.5 | OMP_NUM_THREADS=1 python3 mlp_step.py

One thread, batch 256, Adam, cross-entropy; f32, or bf16 by autocast. Flushes denormals, as our kernels do. Says first which BLAS
library is loaded: Debian's torch links libblas, which is the slow reference implementation unless OpenBLAS is installed. Then
answers each line "network precision seconds" by milliseconds a step, of the plain Adam and of the one with foreach.
"""
import sys
import time

import torch
from torch import nn

NETWORKS = {"W1": [784, 256, 256, 256, 10], "W2": [3072, 1000, 1000, 1000, 1000, 10]}
BATCH = 256


def blas():
    torch.mm(torch.ones(2, 2), torch.ones(2, 2))
    with open("/proc/self/maps") as maps:
        return sorted({line.split()[-1] for line in maps if "blas" in line or "mkl" in line})


def step_of(widths, autocast, foreach):
    torch.manual_seed(1)
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    network = nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-4, foreach=foreach)
    loss_of = nn.CrossEntropyLoss()
    x = torch.randn(BATCH, widths[0])
    classes = torch.randint(0, widths[-1], (BATCH,))

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=autocast):
            loss = loss_of(network(x), classes)
        loss.backward()
        optimizer.step()

    return step


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
            steps[network, precision] = [
                step_of(NETWORKS[network], precision == "bf16", foreach) for foreach in (False, True)
            ]
        print(*(window(step, float(seconds)) for step in steps[network, precision]), flush=True)


if __name__ == "__main__":
    main()
