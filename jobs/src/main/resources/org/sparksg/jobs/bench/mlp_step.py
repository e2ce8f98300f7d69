#!/usr/bin/env python3
"""Times a full training step of a multi-layer perceptron in eager PyTorch, as the peer of MlpBenchmark.

    OMP_NUM_THREADS=1 python3 mlp_step.py [seconds-per-window] [windows]

One thread, batch 256, Adam, cross-entropy; f32 and autocast to bfloat16. Prints the median and the fastest window in
milliseconds a step, by the clock and by the processor time of the thread. Flushes denormals, as our kernels do. Says which BLAS library is loaded: Debian's torch links libblas,
which is the slow reference implementation unless OpenBLAS is installed.
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


def windows(step, seconds, count):
    for _ in range(5):
        step()
    wall, busy = [], []
    for _ in range(count):
        steps = 0
        start = time.perf_counter()
        start_busy = time.thread_time()
        while time.perf_counter() - start < seconds:
            step()
            steps += 1
        wall.append((time.perf_counter() - start) / steps * 1e3)
        busy.append((time.thread_time() - start_busy) / steps * 1e3)
    return sorted(wall), sorted(busy)


def main():
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 0.5
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 9
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    print("torch", torch.__version__, "threads", torch.get_num_threads(), "BLAS", *blas())
    for name, widths in NETWORKS.items():
        for autocast in (False, True):
            for foreach in (False, True):
                wall, busy = windows(step_of(widths, autocast, foreach), seconds, count)
                kind = ("autocast bf16" if autocast else "f32") + (", foreach" if foreach else "")
                print(
                    f"{name} torch {kind:23s} median {wall[count // 2]:7.2f} ms, fastest {wall[0]:7.2f} ms;"
                    f" processor time: median {busy[count // 2]:7.2f} ms, least {busy[0]:7.2f} ms"
                )


if __name__ == "__main__":
    main()
