package org.vouchsafe.engine.text;

/** A section that holds a list (specification 2.0, 5.5). */
final class Section {
  private final int id;
  private final Bytes items = new Bytes();
  private int count;

  Section(int id) {
    this.id = id;
  }

  /** Where the next item is to be written. */
  Bytes next() {
    count++;
    return items;
  }

  int count() {
    return count;
  }

  void writeTo(Bytes module) {
    if (count > 0) {
      module.u8(id).counted(new Bytes().u32(count).raw(items).toArray());
    }
  }
}
