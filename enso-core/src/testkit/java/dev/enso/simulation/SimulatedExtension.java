package dev.enso.simulation;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;

/** One invocation of the template, in which the method is called for each seed. */
final class SimulatedExtension implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return context.getRequiredTestMethod().isAnnotationPresent(Simulated.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Method method = context.getRequiredTestMethod();
        Simulated simulated = method.getAnnotation(Simulated.class);
        Class<?>[] parameters = method.getParameterTypes();
        if (parameters.length != 1 || (parameters[0] != World.class && parameters[0] != Simulation.class)) {
            throw new ExtensionConfigurationException(
                    "a @Simulated method has one parameter, a World or a Simulation: " + method);
        }
        return Stream.of(new Invocation(simulated, parameters[0] == World.class));
    }

    private record Invocation(Simulated simulated, boolean asApp) implements TestTemplateInvocationContext {
        @Override
        public String getDisplayName(int index) {
            return simulated.seeds() + " seeds, " + simulated.reactors() + " reactors";
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            Simulation simulation = Simulation.seeds(simulated.seeds()).reactors(simulated.reactors());
            return List.of(new Given(asApp ? null : simulation), new Running(asApp ? simulation : null));
        }
    }

    /** The parameter: a simulation, or nothing yet, because each seed has a world of its own. */
    private record Given(@Nullable Simulation simulation) implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getDeclaringExecutable().equals(context.getRequiredTestMethod());
        }

        @Override
        public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return simulation;
        }
    }

    /** Calls the method as an application. */
    private record Running(@Nullable Simulation simulation) implements InvocationInterceptor {
        @Override
        public void interceptTestTemplateMethod(
                InvocationInterceptor.Invocation<Void> invocation,
                ReflectiveInvocationContext<Method> call,
                ExtensionContext context)
                throws Throwable {
            if (simulation == null) {
                invocation.proceed();
                return;
            }
            invocation.skip();
            Method method = call.getExecutable();
            method.setAccessible(true);
            Object test = call.getTarget().orElse(null);
            simulation.check(world -> start(method, test, world));
        }

        private static void start(Method method, @Nullable Object test, World world) throws Exception {
            try {
                method.invoke(test, world);
            } catch (InvocationTargetException e) {
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw e.getCause() instanceof Exception exception ? exception : e;
            }
        }
    }
}
