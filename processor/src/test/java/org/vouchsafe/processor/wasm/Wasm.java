package org.vouchsafe.processor.wasm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.vouchsafe.attestation.Bytes;

/** Builds small modules by hand, valid ones and others. */
public final class Wasm {
  public static final int I32 = 0x7F;
  public static final int I64 = 0x7E;

  private record Function(int type, byte[] locals, byte[] code) {}

  private final List<byte[]> types = new ArrayList<>();
  private final List<byte[]> imports = new ArrayList<>();
  private final List<Function> functions = new ArrayList<>();
  private final List<byte[]> exports = new ArrayList<>();
  private final List<byte[]> data = new ArrayList<>();
  private byte[] memory = new byte[0];
  private byte[] table = new byte[0];
  private byte[] globals = new byte[0];
  private int start = -1;

  /** Adds a function type: parameters, then results. */
  public int type(int[] parameters, int... results) {
    types.add(concat(new byte[] {0x60}, vector(parameters), vector(results)));
    return types.size() - 1;
  }

  /** Imports a function of WASI; all imports come before the first function. */
  public int wasi(String name, int type) {
    return importFunction("wasi_snapshot_preview1", name, type);
  }

  public int importFunction(String module, String name, int type) {
    imports.add(concat(name(module), name(name), new byte[] {0}, u(type)));
    return imports.size() - 1;
  }

  /** Adds a function without its own locals. */
  public int function(int type, byte[]... code) {
    return functionWithLocals(type, new byte[] {0}, code);
  }

  /**
   * @param locals the encoded vector of groups
   */
  public int functionWithLocals(int type, byte[] locals, byte[]... code) {
    functions.add(new Function(type, locals, concat(code)));
    return imports.size() + functions.size() - 1;
  }

  public Wasm export(String name, int function) {
    exports.add(concat(name(name), new byte[] {0}, u(function)));
    return this;
  }

  public Wasm memory(long initial, long maximum) {
    memory = concat(new byte[] {1, 1}, u(initial), u(maximum));
    exports.add(concat(name("memory"), new byte[] {2, 0}));
    return this;
  }

  public Wasm tables(int count, long initial) {
    byte[][] all = new byte[count + 1][];
    all[0] = u(count);
    for (int i = 1; i <= count; i++) {
      all[i] = concat(new byte[] {0x70, 0}, u(initial));
    }
    table = concat(all);
    return this;
  }

  /** A mutable i32, zero at the start. */
  public Wasm global() {
    globals = new byte[] {1, I32, 1, 0x41, 0, 0x0B};
    return this;
  }

  public Wasm start(int function) {
    start = function;
    return this;
  }

  public Wasm data(int address, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    data.add(concat(new byte[] {0}, i32(address), new byte[] {0x0B}, u(bytes.length), bytes));
    return this;
  }

  public Bytes build() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {0, 0x61, 0x73, 0x6D, 1, 0, 0, 0});
    section(out, 1, vectorOf(types));
    section(out, 2, vectorOf(imports));
    section(out, 3, vectorOf(functions.stream().map(f -> u(f.type)).toList()));
    if (table.length > 0) {
      section(out, 4, table);
    }
    if (memory.length > 0) {
      section(out, 5, memory);
    }
    if (globals.length > 0) {
      section(out, 6, globals);
    }
    section(out, 7, vectorOf(exports));
    if (start >= 0) {
      section(out, 8, u(start));
    }
    section(
        out,
        10,
        vectorOf(
            functions.stream()
                .map(f -> concat(f.locals, f.code, new byte[] {0x0B}))
                .map(body -> concat(u(body.length), body))
                .toList()));
    section(out, 11, vectorOf(data));
    return Bytes.copyOf(out.toByteArray());
  }

  private static void section(ByteArrayOutputStream out, int id, byte[] content) {
    out.write(id);
    out.writeBytes(u(content.length));
    out.writeBytes(content);
  }

  private static byte[] vectorOf(List<byte[]> items) {
    return concat(u(items.size()), concat(items.toArray(new byte[0][])));
  }

  private static byte[] vector(int... items) {
    return concat(u(items.length), op(items));
  }

  private static byte[] name(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return concat(u(utf8.length), utf8);
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  /** Opcodes as they are. */
  public static byte[] op(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return bytes;
  }

  /** i32.const */
  public static byte[] i32(int value) {
    return concat(op(0x41), s(value));
  }

  /** i64.const */
  public static byte[] i64(long value) {
    return concat(op(0x42), s(value));
  }

  /** i32.store at a constant address */
  public static byte[] store(int address, byte[] value) {
    return concat(i32(address), value, op(0x36, 2, 0));
  }

  /** i32.load from a constant address */
  public static byte[] load(int address) {
    return concat(i32(address), op(0x28, 2, 0));
  }

  public static byte[] call(int function) {
    return concat(op(0x10), u(function));
  }

  /** Unsigned LEB128. */
  public static byte[] u(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while (rest > 0x7F) {
      out.write((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
    return out.toByteArray();
  }

  /** Signed LEB128. */
  public static byte[] s(long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long rest = value;
    while (true) {
      int octet = (int) (rest & 0x7F);
      rest >>= 7;
      if ((rest == 0 && (octet & 0x40) == 0) || (rest == -1 && (octet & 0x40) != 0)) {
        out.write(octet);
        return out.toByteArray();
      }
      out.write(octet | 0x80);
    }
  }
}
