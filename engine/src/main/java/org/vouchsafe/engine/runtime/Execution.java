package org.vouchsafe.engine.runtime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.ValueType;

/**
 * One call of an instance's function, which may be stopped and go on any number of times. Not for
 * use by several threads at once; only {@link Instance#requestStop} may come from elsewhere.
 */
public final class Execution {
  /** Where the code comes from that goes on in the middle of a function. */
  public interface Code {
    Continuation continuation(int function, int offset);

    FunctionType type(int function);
  }

  private final Instance instance;
  private final Code code;
  private final Function function;
  private final Object[] arguments;

  /** What is still to be done: the innermost call first. Empty before the start. */
  private final Deque<Frame> frames = new ArrayDeque<>();

  private boolean started;

  public Execution(Instance instance, Code code, Function function, Object... arguments) {
    this.instance = instance;
    this.code = code;
    this.function = function;
    this.arguments = arguments.clone();
  }

  /** One that was stopped elsewhere. */
  public Execution(Instance instance, Code code, Function function, List<Frame> stopped) {
    this(instance, code, function);
    this.started = true;
    this.frames.addAll(stopped);
  }

  /** The calls that were left, innermost first. */
  public List<Frame> frames() {
    return List.copyOf(frames);
  }

  /**
   * Starts, or goes on.
   *
   * @return true when it is done; false when it was stopped
   * @throws Trap when the program did what it must not: then it is over
   */
  public boolean run() {
    try {
      if (!started) {
        started = true;
        results = Function.guarded(() -> function.invoke(arguments, instance));
      }
      while (!frames.isEmpty()) {
        step();
      }
      return true;
    } catch (Unwind unwind) {
      List<Frame> inner = new ArrayList<>(unwind.frames());
      java.util.Collections.reverse(inner);
      inner.forEach(frames::addFirst);
      return false;
    }
  }

  private Object[] results = {};

  /** What the function gave, once {@link #run} said that it is done. */
  public Object[] results() {
    return results.clone();
  }

  /** Ends the innermost call; what it gave is handed to the next one. */
  private void step() {
    Frame frame = frames.removeFirst();
    FunctionType type;
    switch (frame) {
      case Frame.Compiled compiled -> {
        type = code.type(compiled.function());
        Continuation continuation = code.continuation(compiled.function(), compiled.offset());
        bits =
            Function.guarded(
                () ->
                    continuation.run(
                        instance, compiled.values(), compiled.references(), bits, reference));
        reference = isReference(type) ? instance.references[0] : null;
      }
      case Frame.Host host -> {
        type = host.function().type();
        Object[] given = host.function().invoke(host.arguments(), instance);
        if (given.length == 1 && isReference(type)) {
          reference = given[0];
        } else if (given.length == 1) {
          bits = Boxes.bits(given[0]);
        }
      }
    }
    if (frames.isEmpty()) {
      results = boxed(type);
    }
  }

  private long bits;
  private @Nullable Object reference;

  private static boolean isReference(FunctionType type) {
    return type.results().size() == 1 && type.results().get(0).isReference();
  }

  private Object[] boxed(FunctionType type) {
    List<ValueType> types = type.results();
    Object[] boxed = new Object[types.size()];
    for (int i = 0; i < boxed.length; i++) {
      ValueType one = types.get(i);
      if (boxed.length == 1) {
        boxed[i] = one.isReference() ? reference : Boxes.of(one, bits);
      } else {
        boxed[i] = one.isReference() ? instance.references[i] : Boxes.of(one, instance.results[i]);
      }
    }
    return boxed;
  }
}
