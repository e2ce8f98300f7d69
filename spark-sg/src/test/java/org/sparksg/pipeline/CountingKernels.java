package org.sparksg.pipeline;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.sparksg.tensor.Kernels;

/** Kernels that count the tensors that they allocate. */
final class CountingKernels {
    private CountingKernels() {}

    static Kernels of(Kernels kernels, AtomicInteger allocations) {
        return (Kernels) Proxy.newProxyInstance(
                Kernels.class.getClassLoader(), new Class<?>[] {Kernels.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("zeros")) {
                        allocations.incrementAndGet();
                    }
                    try {
                        return method.invoke(kernels, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
