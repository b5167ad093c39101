package dev.enso.net;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Tests of the transport io_uring, which not every machine and container has; where it is missing they say why. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(OnIoUring.Condition.class)
public @interface OnIoUring {
    /** Asks the transport itself. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            try {
                return ConditionEvaluationResult.enabled(Transport.ioUring() + " is there");
            } catch (TransportUnavailableException absent) {
                System.out.println(context.getDisplayName() + " is not tested here: " + absent.getMessage());
                return ConditionEvaluationResult.disabled("not tested here: " + absent.getMessage());
            }
        }
    }
}
