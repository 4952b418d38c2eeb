package org.vouchsafe.engine.snapshot;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.compile.CompiledModule;
import org.vouchsafe.engine.compile.Safepoint;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.module.ValueType;
import org.vouchsafe.engine.runtime.Boxes;
import org.vouchsafe.engine.runtime.Frame;
import org.vouchsafe.engine.runtime.Function;
import org.vouchsafe.engine.runtime.Instance;
import org.vouchsafe.engine.runtime.Table;

/** Writes a stopped instance down. */
public final class SnapshotWriter {
  /** A function and an offset. */
  private record Point(int function, int offset) {}

  private final CompiledModule code;
  private final Module module;
  private final Instance instance;
  private final DigestOutputStream digested;
  private final DataOutputStream out;
  private final IdentityHashMap<Function, Integer> functions = new IdentityHashMap<>();
  private final Map<Point, Safepoint> points = new HashMap<>();

  private SnapshotWriter(CompiledModule code, Instance instance, OutputStream out) {
    this.code = code;
    this.module = code.module();
    this.instance = instance;
    this.digested = new DigestOutputStream(new BufferedOutputStream(out), Format.digest());
    this.out = new DataOutputStream(digested);
    for (int i = 0; i < instance.functions.length; i++) {
      if (instance.functions[i] != null) {
        functions.put(instance.functions[i], i);
      }
    }
  }

  /**
   * Writes all of it. The instance stays as it is.
   *
   * @param instance of {@code code}; nothing of it is running
   * @param frames of the call that was stopped, innermost first; none between calls
   * @throws IllegalArgumentException when the module imports more than functions, or the instance
   *     holds a reference to something that is not its own
   */
  public static void write(
      CompiledModule code, Instance instance, List<Frame> frames, OutputStream out)
      throws IOException {
    Format.requireAlone(code.module());
    SnapshotWriter writer = new SnapshotWriter(code, instance, out);
    writer.out.writeLong(Format.MAGIC);
    writer.out.write(code.module().digest());
    writer.memory();
    writer.tables();
    writer.globals();
    writer.segments();
    writer.frames(frames);
    writer.out.write(writer.digested.getMessageDigest().digest());
    writer.out.flush();
  }

  private void memory() throws IOException {
    if (module.memories().isEmpty()) {
      return;
    }
    int blocks = instance.memory.size() * Format.BLOCKS_PER_PAGE;
    byte[] block = new byte[Format.BLOCK];
    List<Integer> written = new ArrayList<>();
    for (int i = 0; i < blocks; i++) {
      if (!instance.memory.isZero((long) i * Format.BLOCK, Format.BLOCK)) {
        written.add(i);
      }
    }
    out.writeInt(instance.memory.size());
    out.writeInt(written.size());
    for (int i : written) {
      out.writeInt(i);
      instance.memory.read((long) i * Format.BLOCK, block, 0, Format.BLOCK);
      out.write(block);
    }
  }

  private void tables() throws IOException {
    for (Table table : instance.tables) {
      out.writeInt(table.size());
      for (int i = 0; i < table.size(); i++) {
        reference(table.get(i));
      }
    }
  }

  private void globals() throws IOException {
    for (int i = 0; i < module.globals().size(); i++) {
      boxed(module.globals().get(i).type(), code.global(instance, i));
    }
  }

  /** Each that is used up or dropped. */
  private void segments() throws IOException {
    for (byte[] segment : instance.data) {
      out.writeBoolean(segment.length == 0);
    }
    for (Object[] segment : instance.elements) {
      out.writeBoolean(segment.length == 0);
    }
  }

  private void frames(List<Frame> frames) throws IOException {
    out.writeInt(frames.size());
    for (Frame frame : frames) {
      switch (frame) {
        case Frame.Compiled compiled -> function(compiled);
        case Frame.Host host -> {
          out.writeByte(Format.HOST_FRAME);
          out.writeInt(number(host.function()));
          List<ValueType> types = host.function().type().parameters();
          for (int i = 0; i < types.size(); i++) {
            boxed(types.get(i), host.arguments()[i]);
          }
        }
      }
    }
  }

  private void function(Frame.Compiled frame) throws IOException {
    Safepoint point =
        points.computeIfAbsent(
            new Point(frame.function(), frame.offset()),
            p -> code.safepoint(p.function(), p.offset()).orElseThrow());
    out.writeByte(Format.FUNCTION_FRAME);
    out.writeInt(frame.function());
    out.writeInt(frame.offset());
    out.writeInt(point.values().size());
    int number = 0;
    int reference = 0;
    for (Safepoint.Value value : point.values()) {
      out.writeByte(value.operand() ? Format.OPERAND : Format.LOCAL);
      out.writeInt(value.index());
      out.writeByte(value.type().code());
      if (value.type().isReference()) {
        reference(frame.references()[reference++]);
      } else {
        out.writeLong(frame.values()[number++]);
      }
    }
  }

  private void boxed(ValueType type, @Nullable Object value) throws IOException {
    if (type.isReference()) {
      reference(value);
    } else {
      out.writeLong(Boxes.bits(value));
    }
  }

  private void reference(@Nullable Object value) throws IOException {
    out.writeInt(value == null ? 0 : 1 + number(value));
  }

  private int number(Object reference) {
    Integer number = reference instanceof Function function ? functions.get(function) : null;
    if (number == null) {
      throw new IllegalArgumentException("a reference to what is not the instance's own");
    }
    return number;
  }
}
