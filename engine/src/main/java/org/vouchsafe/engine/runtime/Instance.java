package org.vouchsafe.engine.runtime;

/**
 * What compiled code works on. A module's own class of instances adds a field for each global that
 * nobody else can see. Public fields, because compiled code uses them; nobody else should.
 */
public abstract class Instance {
  /** The memory's first byte, and how many there are. Kept up to date by {@link Memory}. */
  public long base;

  public long size;

  /** Not zero when the program has to stop. Polled by compiled code. */
  public volatile int stop;

  public Memory memory = Memory.NONE;
  public Table[] tables = {};
  public Function[] functions = {};
  public Global[] globals = {};

  /** Segments that were dropped, or used up, are empty. */
  public byte[][] data = {};

  public Object[][] elements = {};

  /** What a function with several results gave: numbers as bits, references beside them. */
  public long[] results = {};

  public Object[] references = {};

  /** Called where execution may stop. */
  public final void poll() {
    throw new StopException();
  }

  /** Takes over what a function of another instance gave. */
  public final void takeResults(Instance from, int count) {
    if (from != this) {
      System.arraycopy(from.results, 0, results, 0, count);
      System.arraycopy(from.references, 0, references, 0, count);
    }
  }
}
