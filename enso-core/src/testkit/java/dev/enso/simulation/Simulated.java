package dev.enso.simulation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A JUnit test that runs in a simulation, once for each seed. The method has one parameter:
 *
 * <ul>
 *   <li>a {@link World}: the method is the application, and is called for each seed, on one test instance;
 *   <li>a {@link Simulation}: the method is called once, configures it, and calls {@link Simulation#check}.
 * </ul>
 *
 * A failure tells its seed and a shortened schedule. {@code -Denso.seed=42} in the JVM of the tests runs that seed alone.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@TestTemplate
@ExtendWith(SimulatedExtension.class)
public @interface Simulated {
    /** How many seeds, from 0 on. */
    int seeds() default 1000;

    /** How many reactors {@link World#reactors()} has. */
    int reactors() default 2;
}
