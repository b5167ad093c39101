package dev.enso.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;

/** The laws find streams that break them. */
class StreamLawsSelfTest {
    /** A stream whose every answer a test can spoil. */
    private static class Spoilt implements Stream<String> {
        final ScriptedStream<String> source;

        Spoilt(ScriptedStream<String> source) {
            this.source = source;
        }

        @Override
        public Polled poll(Context cx) throws Exception {
            return source.poll(cx);
        }

        @Override
        public String head() {
            return source.head();
        }

        @Override
        public Stream<String> tail() {
            source.tail();
            return this;
        }

        @Override
        public void close() {
            if (source.closes() == 0) {
                source.close();
            }
        }
    }

    private interface Spoiling {
        Stream<String> spoil(ScriptedStream<String> source);
    }

    private static ScriptedStream<String> script() {
        return ScriptedStream.<String>script().ready("a").pending().ready("b");
    }

    private static Set<String> broken(Spoiling spoiling) {
        Supplier<Subject<String>> fresh = () -> {
            ScriptedStream<String> script = script();
            return Subject.of(spoiling.spoil(script), java.util.List.of("a", "b"))
                    .over(script);
        };
        var broken = new TreeSet<String>();
        StreamLaws.of("spoilt", fresh).getChildren().forEach(law -> {
            try {
                ((DynamicTest) law).getExecutable().execute();
            } catch (Throwable failure) {
                broken.add(law.getDisplayName());
            }
        });
        return broken;
    }

    private static void assertFound(Spoiling spoiling) {
        assertFalse(broken(spoiling).isEmpty(), "no law complains");
    }

    @Test
    void goodStream_breaksNoLaw() {
        assertEquals(Set.of(), broken(Spoilt::new));
    }

    @Test
    void headWithoutPoll_isFound() {
        assertFound(source -> new Spoilt(source) {
            @Override
            public String head() {
                return source.isHeld() ? source.head() : null;
            }
        });
    }

    @Test
    void tailWithoutHead_isFound() {
        assertFound(source -> new Spoilt(source) {
            @Override
            public Stream<String> tail() {
                return source.isHeld() ? super.tail() : this;
            }
        });
    }

    @Test
    void newHeadAtEachLook_isFound() {
        assertFound(source -> new Spoilt(source) {
            @Override
            public String head() {
                return new String(source.head());
            }
        });
    }

    @Test
    void pollThatMovesOn_isFound() {
        assertFound(source -> new Spoilt(source) {
            @Override
            public Polled poll(Context cx) throws Exception {
                if (source.isHeld()) {
                    source.tail();
                }
                return source.poll(cx);
            }
        });
    }

    @Test
    void endThatPasses_isFound() {
        assertFound(source -> new Spoilt(source) {
            boolean ended;

            @Override
            public Polled poll(Context cx) throws Exception {
                Polled polled = ended ? Polled.PENDING : source.poll(cx);
                ended |= polled == Polled.ENDED;
                return polled;
            }
        });
    }

    @Test
    void firstWakerInsteadOfTheLatest_isFound() {
        assertFound(source -> new Spoilt(source) {
            boolean waiting;

            @Override
            public Polled poll(Context cx) throws Exception {
                if (waiting && source.isWaitedFor()) {
                    return Polled.PENDING;
                }
                Polled polled = source.poll(cx);
                waiting = polled == Polled.PENDING;
                return polled;
            }
        });
    }

    @Test
    void forgottenWake_isFound() {
        assertFound(source -> new Spoilt(source) {
            @Override
            public Polled poll(Context cx) throws Exception {
                return source.poll(new Deaf(cx));
            }
        });
    }

    @Test
    void messageLostWhenTheBudgetIsUsedUp_isFound() {
        assertFound(source -> new Spoilt(source) {
            @Override
            public Polled poll(Context cx) throws Exception {
                boolean fresh = !source.isHeld();
                Polled polled = source.poll(cx);
                if (fresh && polled == Polled.READY && !cx.spend()) {
                    source.tail();
                    return Polled.PENDING;
                }
                return polled;
            }
        });
    }

    @Test
    void sourceLeftOpen_isFound() {
        assertFound(source -> new Spoilt(source) {
            boolean closed;

            @Override
            public Polled poll(Context cx) throws Exception {
                return closed ? Polled.ENDED : source.poll(cx);
            }

            @Override
            public String head() {
                return closed ? closed() : source.head();
            }

            @Override
            public Stream<String> tail() {
                return closed ? closed() : super.tail();
            }

            private <T> T closed() {
                throw new IllegalStateException("closed");
            }

            @Override
            public void close() {
                closed = true;
            }
        });
    }

    @Test
    void sourceClosedTwice_isFound() {
        assertFound(source -> new Spoilt(source) {
            @Override
            public void close() {
                source.close();
            }
        });
    }

    @Test
    void readingAfterClose_isFound() {
        assertFound(source -> new Spoilt(source) {
            @Override
            public Polled poll(Context cx) throws Exception {
                return source.closes() > 0 ? Polled.PENDING : source.poll(cx);
            }
        });
    }

    @Test
    void alarmLeftArmed_isFound() {
        assertFound(source -> new Spoilt(source) {
            @Override
            public Polled poll(Context cx) throws Exception {
                cx.alarms().arm(1, () -> {});
                return source.poll(cx);
            }
        });
    }

    /** A context whose waker wakes nobody. */
    private record Deaf(Context cx) implements Context {
        @Override
        public Waker waker() {
            return () -> {};
        }

        @Override
        public long now() {
            return cx.now();
        }

        @Override
        public boolean spend() {
            return cx.spend();
        }

        @Override
        public Alarms alarms() {
            return cx.alarms();
        }

        @Override
        public <S> S service(Class<S> type) {
            return cx.service(type);
        }
    }
}
