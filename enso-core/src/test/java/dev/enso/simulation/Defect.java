package dev.enso.simulation;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A production class with a defect planted into a copy of it: one passage of its source is replaced by another, the copy is
 * compiled, and stands before the sound class on the class path of a loader that shares nothing with this one. The product has
 * no switch for it. A passage that is no longer there fails the test, so a defect can't quietly become harmless.
 */
public final class Defect {
    private final String name;
    private final Path source;
    private final String sound;
    private final String defective;

    private Defect(String name, Path source, String sound, String defective) {
        this.name = name;
        this.source = source;
        this.sound = sound;
        this.defective = defective;
    }

    /**
     * @param type a class of this module, by its full name
     * @param sound a passage that occurs once in its source
     */
    public static Defect in(String type, String sound, String defective) {
        Path source = Path.of("src/main/java", type.replace('.', '/') + ".java");
        return new Defect(type.substring(type.lastIndexOf('.') + 1), source, sound, defective);
    }

    /** What a hunt found: the failure, and how short its schedule has become. */
    public record Found(String app, String message, int decisions, int deviations) {}

    /**
     * Runs the applications, one after the other, each with these seeds, until one fails.
     *
     * @param apps classes that implement {@link App} and have a constructor without arguments
     */
    public Optional<Found> hunt(Path workspace, List<Class<? extends App>> apps, int seeds, int reactors)
            throws Exception {
        Path classes = compile(Files.createDirectories(workspace.resolve(name)));
        try (URLClassLoader loader = new URLClassLoader(classPath(classes), ClassLoader.getPlatformClassLoader())) {
            for (Class<?> app : apps) {
                Object hunt = loader.loadClass(Hunt.class.getName())
                        .getConstructor(int.class, int.class)
                        .newInstance(seeds, reactors);
                @SuppressWarnings("unchecked")
                Object[] result = ((Function<String, Object[]>) hunt).apply(app.getName());
                if (result.length > 0) {
                    return Optional.of(
                            new Found(app.getSimpleName(), (String) result[0], (int) result[1], (int) result[2]));
                }
            }
        }
        return Optional.empty();
    }

    private Path compile(Path workspace) throws IOException {
        String text = Files.readString(source);
        int at = text.indexOf(sound);
        if (at < 0 || text.indexOf(sound, at + 1) >= 0) {
            throw new AssertionError("this passage must occur once in " + source + ": " + sound);
        }
        Path copy = workspace.resolve(source.getFileName());
        Files.writeString(copy, text.replace(sound, defective));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new AssertionError("planting a defect needs a compiler: run the tests on a JDK, not on a JRE");
        }
        StringWriter messages = new StringWriter();
        List<String> options = List.of(
                "-proc:none", "-nowarn", "-cp", System.getProperty("java.class.path"), "-d", workspace.toString());
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(
                            messages, files, null, options, null, files.getJavaFileObjects(copy.toFile()))
                    .call();
            if (!compiled) {
                throw new AssertionError("the defective copy of " + source + " does not compile: " + messages);
            }
        }
        return workspace;
    }

    private static URL[] classPath(Path first) throws MalformedURLException {
        ArrayList<URL> urls = new ArrayList<>();
        urls.add(first.toUri().toURL());
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            urls.add(new File(entry).toURI().toURL());
        }
        return urls.toArray(new URL[0]);
    }

    @Override
    public String toString() {
        return "a defect in " + name;
    }

    /** Runs inside the loader; what it answers are types of the JDK. */
    public static final class Hunt implements Function<String, Object[]> {
        private final int seeds;
        private final int reactors;

        /** Made by reflection. */
        public Hunt(int seeds, int reactors) {
            this.seeds = seeds;
            this.reactors = reactors;
        }

        @Override
        public Object[] apply(String app) {
            try {
                App subject = (App) Class.forName(app).getConstructor().newInstance();
                Simulation.seeds(seeds)
                        .reactors(reactors)
                        .stepLimit(100_000)
                        .shortening(2_000)
                        .check(subject);
                return new Object[0];
            } catch (SimulationFailure failure) {
                return new Object[] {
                    failure.getMessage(),
                    failure.trace().size(),
                    failure.trace().deviations()
                };
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
