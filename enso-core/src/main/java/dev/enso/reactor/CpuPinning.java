package dev.enso.reactor;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Pins the current thread to one CPU: by {@code sched_setaffinity} through {@code java.lang.foreign} where the JDK has it
 * (22 and later, found by reflection because this code is compiled for 17), else by the {@code taskset} command.
 */
final class CpuPinning {
    private static final int MAX_CPUS = 1024;

    private final Warnings warnings;

    CpuPinning(Warnings warnings) {
        this.warnings = warnings;
    }

    /** Never fails; says once why threads stay unpinned. */
    boolean pin(int cpu) {
        if (!System.getProperty("os.name", "").startsWith("Linux")) {
            warnings.debug("CPU pinning is available on Linux only: reactors run unpinned");
            return false;
        }
        try {
            if (Runtime.version().feature() >= 22) {
                pinByForeignCall(cpu);
            } else {
                pinByTaskset(cpu);
            }
            warnings.debug(Thread.currentThread().getName() + " is pinned to CPU " + cpu);
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return unpinned(cpu, interrupted);
        } catch (Exception | LinkageError failure) {
            return unpinned(cpu, failure);
        }
    }

    private boolean unpinned(int cpu, Throwable why) {
        warnings.warn(
                "unpinned",
                "reactor threads are not pinned to their CPUs (" + why.getMessage() + ", for CPU " + cpu
                        + "). They work all the same; install util-linux's taskset or use JDK 22 or later to pin them, or "
                        + "choose Affinity.none().");
        return false;
    }

    private static void pinByTaskset(int cpu) throws IOException, InterruptedException {
        String thread = Files.readSymbolicLink(Path.of("/proc/thread-self"))
                .getFileName()
                .toString();
        Process taskset = new ProcessBuilder("taskset", "-pc", Integer.toString(cpu), thread)
                .redirectErrorStream(true)
                .start();
        taskset.getOutputStream().close();
        String said = new String(taskset.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
        if (!taskset.waitFor(5, TimeUnit.SECONDS)) {
            taskset.destroyForcibly();
            throw new IOException("taskset did not end within 5 s");
        }
        if (taskset.exitValue() != 0) {
            throw new IOException("taskset: " + said);
        }
    }

    /** {@code int sched_setaffinity(pid_t 0, size_t length, const cpu_set_t *mask)}, with the mask's address as a long. */
    private static void pinByForeignCall(int cpu) throws Exception {
        if (cpu >= MAX_CPUS) {
            throw new IOException("CPU numbers from " + MAX_CPUS + " on are not supported");
        }
        Class<?> linkerType = Class.forName("java.lang.foreign.Linker");
        Class<?> layoutType = Class.forName("java.lang.foreign.MemoryLayout");
        Class<?> valueType = Class.forName("java.lang.foreign.ValueLayout");
        Class<?> descriptorType = Class.forName("java.lang.foreign.FunctionDescriptor");
        Class<?> segmentType = Class.forName("java.lang.foreign.MemorySegment");
        Class<?> optionArray = Class.forName("java.lang.foreign.Linker$Option").arrayType();

        Object linker = linkerType.getMethod("nativeLinker").invoke(null);
        Object lookup = linkerType.getMethod("defaultLookup").invoke(linker);
        Object found = Class.forName("java.lang.foreign.SymbolLookup")
                .getMethod("find", String.class)
                .invoke(lookup, "sched_setaffinity");
        Object symbol =
                ((Optional<?>) found).orElseThrow(() -> new IOException("no sched_setaffinity in the C library"));

        Object intLayout = valueType.getField("JAVA_INT").get(null);
        Object longLayout = valueType.getField("JAVA_LONG").get(null);
        Object arguments = java.lang.reflect.Array.newInstance(layoutType, 3);
        java.lang.reflect.Array.set(arguments, 0, intLayout);
        java.lang.reflect.Array.set(arguments, 1, longLayout);
        java.lang.reflect.Array.set(arguments, 2, longLayout);
        Object descriptor = descriptorType
                .getMethod("of", layoutType, layoutType.arrayType())
                .invoke(null, intLayout, arguments);
        Method downcall = linkerType.getMethod("downcallHandle", segmentType, descriptorType, optionArray);
        Object noOptions = java.lang.reflect.Array.newInstance(optionArray.componentType(), 0);
        MethodHandle call = (MethodHandle) downcall.invoke(linker, symbol, descriptor, noOptions);

        ByteBuffer mask = ByteBuffer.allocateDirect(MAX_CPUS / 8).order(ByteOrder.LITTLE_ENDIAN);
        mask.put(cpu >> 3, (byte) (1 << (cpu & 7)));
        Object segment =
                segmentType.getMethod("ofBuffer", java.nio.Buffer.class).invoke(null, mask);
        long address = (long) segmentType.getMethod("address").invoke(segment);
        int result;
        try {
            result = (int) call.invoke(0, (long) mask.capacity(), address);
        } catch (Exception | Error failure) {
            throw failure;
        } catch (Throwable failure) {
            throw new IOException(failure);
        }
        java.lang.ref.Reference.reachabilityFence(mask);
        if (result != 0) {
            throw new IOException("sched_setaffinity refused CPU " + cpu);
        }
    }
}
