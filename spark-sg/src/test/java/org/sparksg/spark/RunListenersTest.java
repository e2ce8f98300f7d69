package org.sparksg.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Array;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunListenersTest {

    /** News that has a default would be lost without a word. */
    @Test
    void allHearEveryNewsInTheirOrder() throws ReflectiveOperationException {
        List<String> heard = new ArrayList<>();
        RunListeners both = new RunListeners(List.of(listener("first", heard), listener("second", heard)));
        List<String> expected = new ArrayList<>();
        for (Method method : RunListener.class.getDeclaredMethods()) {
            method.invoke(both, anything(method));
            expected.add("first " + method.getName());
            expected.add("second " + method.getName());
        }
        assertEquals(expected, heard);
    }

    private static RunListener listener(String name, List<String> heard) {
        return (RunListener) Proxy.newProxyInstance(
                RunListener.class.getClassLoader(), new Class<?>[] {RunListener.class}, (proxy, method, arguments) -> {
                    heard.add(name + " " + method.getName());
                    return null;
                });
    }

    private static Object[] anything(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(type -> type.isPrimitive() ? Array.get(Array.newInstance(type, 1), 0) : null)
                .toArray();
    }
}
