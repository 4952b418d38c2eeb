package org.vouchsafe.engine.snapshot;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.engine.compile.CompiledModule;
import org.vouchsafe.engine.compile.CompiledModule.Instantiated;
import org.vouchsafe.engine.compile.LinkException;
import org.vouchsafe.engine.compile.Safepoint;
import org.vouchsafe.engine.module.FunctionType;
import org.vouchsafe.engine.module.Module;
import org.vouchsafe.engine.module.ValueType;
import org.vouchsafe.engine.runtime.Boxes;
import org.vouchsafe.engine.runtime.Frame;
import org.vouchsafe.engine.runtime.Function;
import org.vouchsafe.engine.runtime.Instance;
import org.vouchsafe.engine.runtime.Memory;
import org.vouchsafe.engine.runtime.Store;
import org.vouchsafe.engine.runtime.Table;

/**
 * Reads a snapshot, strictly: every count is held against what the module and the store allow
 * before anything is made for it, every position must be one where the module can be left, every
 * value has the type that is needed there, and after the last there is nothing.
 */
public final class SnapshotReader {
  /**
   * What was stopped.
   *
   * @param frames of the call that goes on, innermost first; none when there was no call
   */
  public record Restored(Instantiated made, List<Frame> frames) {}

  /** A function and an offset. */
  private record Point(int function, int offset) {}

  private final CompiledModule code;
  private final Module module;
  private final Instantiated made;
  private final Instance instance;
  private final DataInputStream in;
  private final Map<Point, Safepoint> points = new HashMap<>();

  private SnapshotReader(CompiledModule code, Instantiated made, DataInputStream in) {
    this.code = code;
    this.module = code.module();
    this.made = made;
    this.instance = made.instance();
    this.in = in;
  }

  /**
   * Makes an instance as it was. Its start function is not run again.
   *
   * @param in read to its end
   * @param store what the instance takes is taken from there; to be closed on failure
   * @throws MalformedSnapshot when these bytes are not a snapshot of this module, or it does not
   *     fit into the store
   * @throws LinkException as {@link CompiledModule#link}, which says what else is thrown
   */
  public static Restored read(
      InputStream in, CompiledModule code, CompiledModule.Imports imports, Store store)
      throws IOException, MalformedSnapshot, LinkException {
    Format.requireAlone(code.module());
    DigestInputStream digested =
        new DigestInputStream(new BufferedInputStream(in), Format.digest());
    DataInputStream data = new DataInputStream(digested);
    try {
      require(data.readLong() == Format.MAGIC, "not a snapshot of version 1");
      require(
          MessageDigest.isEqual(data.readNBytes(Format.DIGEST), code.module().digest()),
          "of another module");
      SnapshotReader reader = new SnapshotReader(code, code.link(imports, store), data);
      reader.memory();
      reader.tables();
      reader.globals();
      reader.segments();
      List<Frame> frames = reader.frames();
      byte[] digest = digested.getMessageDigest().digest();
      require(MessageDigest.isEqual(data.readNBytes(Format.DIGEST), digest), "it was altered");
      require(data.read() < 0, "something follows the end");
      return new Restored(reader.made, frames);
    } catch (EOFException e) {
      throw new MalformedSnapshot("it ends too early");
    }
  }

  private static void require(boolean holds, String otherwise) throws MalformedSnapshot {
    if (!holds) {
      throw new MalformedSnapshot(otherwise);
    }
  }

  private void memory() throws IOException, MalformedSnapshot {
    if (module.memories().isEmpty()) {
      return;
    }
    Memory memory = instance.memory;
    long pages = Integer.toUnsignedLong(in.readInt());
    long more = pages - memory.size();
    require(more >= 0, "a memory smaller than it began");
    require(memory.grow((int) more) >= 0, "a memory larger than it may be");
    memory.clear();
    long blocks = pages * Format.BLOCKS_PER_PAGE;
    long count = Integer.toUnsignedLong(in.readInt());
    require(count <= blocks, "more blocks than the memory has");
    byte[] block = new byte[Format.BLOCK];
    long last = -1;
    for (long i = 0; i < count; i++) {
      long number = Integer.toUnsignedLong(in.readInt());
      require(number > last && number < blocks, "a block out of order");
      last = number;
      in.readFully(block);
      memory.write(number * Format.BLOCK, block, 0, Format.BLOCK);
    }
  }

  private void tables() throws IOException, MalformedSnapshot {
    for (Table table : instance.tables) {
      long size = Integer.toUnsignedLong(in.readInt());
      long more = size - table.size();
      require(more >= 0, "a table smaller than it began");
      require(table.grow(null, (int) more) >= 0, "a table larger than it may be");
      for (int i = 0; i < size; i++) {
        table.set(i, reference(table.type().element()));
      }
    }
  }

  private void globals() throws IOException, MalformedSnapshot {
    for (int i = 0; i < module.globals().size(); i++) {
      code.setGlobal(instance, i, boxed(module.globals().get(i).type()));
    }
  }

  private void segments() throws IOException, MalformedSnapshot {
    for (int i = 0; i < instance.data.length; i++) {
      if (dropped(instance.data[i].length == 0)) {
        instance.data[i] = new byte[0];
      }
    }
    for (int i = 0; i < instance.elements.length; i++) {
      if (dropped(instance.elements[i].length == 0)) {
        instance.elements[i] = new Object[0];
      }
    }
  }

  private boolean dropped(boolean fromTheStart) throws IOException, MalformedSnapshot {
    int value = in.readUnsignedByte();
    require(value == 1 || (value == 0 && !fromTheStart), "a segment that cannot be there");
    return value == 1;
  }

  private List<Frame> frames() throws IOException, MalformedSnapshot {
    int count = in.readInt();
    require(count >= 0 && count <= Format.MAX_FRAMES, "too many calls");
    List<Frame> frames = new ArrayList<>();
    int inner = -1;
    for (int i = 0; i < count; i++) {
      int kind = in.readUnsignedByte();
      int function = in.readInt();
      require(function >= 0 && function < module.functionCount(), "a function that is not there");
      switch (kind) {
        case Format.FUNCTION_FRAME -> frames.add(compiled(function, inner));
        case Format.HOST_FRAME -> {
          require(i == 0, "a call of the host that waits for another");
          require(function < module.importedFunctions(), "the host has no such function");
          frames.add(host(function));
        }
        default -> throw new MalformedSnapshot("a call of an unknown kind");
      }
      inner = function;
    }
    return frames;
  }

  private Frame host(int function) throws IOException, MalformedSnapshot {
    Function called = instance.functions[function];
    List<ValueType> types = called.type().parameters();
    @Nullable Object[] arguments = new Object[types.size()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = boxed(types.get(i));
    }
    return new Frame.Host(called, arguments);
  }

  /**
   * @param inner the function whose call it waits for, or -1
   */
  private Frame compiled(int function, int inner) throws IOException, MalformedSnapshot {
    int offset = in.readInt();
    Point point = new Point(function, offset);
    Safepoint known = points.get(point);
    if (known == null) {
      known =
          code.safepoint(function, offset)
              .orElseThrow(() -> new MalformedSnapshot("nothing can stop at " + offset));
      points.put(point, known);
    }
    checkInner(known, inner);
    List<Safepoint.Value> values = known.values();
    require(in.readInt() == values.size(), "not the values that are needed at " + offset);
    int numbers = (int) values.stream().filter(value -> !value.type().isReference()).count();
    long[] bits = new long[numbers];
    @Nullable Object[] references = new Object[values.size() - numbers];
    int number = 0;
    int reference = 0;
    for (Safepoint.Value value : values) {
      int kind = in.readUnsignedByte();
      require(
          kind == (value.operand() ? Format.OPERAND : Format.LOCAL)
              && in.readInt() == value.index()
              && in.readUnsignedByte() == value.type().code(),
          "not the values that are needed at " + offset);
      if (value.type().isReference()) {
        references[reference++] = reference(value.type());
      } else {
        bits[number++] = bits(value.type());
      }
    }
    return new Frame.Compiled(function, offset, bits, references);
  }

  private void checkInner(Safepoint point, int inner) throws MalformedSnapshot {
    Optional<Safepoint.Called> called = point.called();
    if (inner < 0) {
      require(called.isEmpty(), "a call that waits for nothing");
    } else {
      FunctionType type = module.functionType(inner);
      require(
          called.isPresent() && called.get().accepts(inner, type),
          "a call that does not wait for the one inside of it");
    }
  }

  private @Nullable Object boxed(ValueType type) throws IOException, MalformedSnapshot {
    return type.isReference() ? reference(type) : Boxes.of(type, bits(type));
  }

  /** Of a number of 32 bits the upper half repeats the sign. */
  private long bits(ValueType type) throws IOException, MalformedSnapshot {
    long bits = in.readLong();
    boolean wide = type == ValueType.I64 || type == ValueType.F64;
    require(wide || bits == (int) bits, "a number that is too large for its type");
    return bits;
  }

  private @Nullable Object reference(ValueType type) throws IOException, MalformedSnapshot {
    int number = in.readInt();
    if (number == 0) {
      return null;
    }
    require(type == ValueType.FUNCREF, "a reference to nothing that is known");
    require(number > 0 && number <= instance.functions.length, "a function that is not there");
    Function function = instance.functions[number - 1];
    require(function != null, "a function that nothing can refer to");
    return function;
  }
}
