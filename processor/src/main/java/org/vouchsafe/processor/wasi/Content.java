package org.vouchsafe.processor.wasi;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;

/**
 * The bytes of a file: pages that come into being when they are written, over an image that several
 * programs may share and that is never written to.
 */
final class Content {
  private static final int PAGE = 16 << 10;

  private final Storage storage;
  private final Bytes image;

  /** How much of the image still shows through; a file that was cut short does not get it back. */
  private long imageSize;

  private byte[] @Nullable [] pages = new byte[0][];
  private long size;

  Content(Storage storage, Bytes image) {
    storage.take(image.size());
    this.storage = storage;
    this.image = image;
    this.imageSize = image.size();
    this.size = image.size();
  }

  long size() {
    return size;
  }

  /** Returns how many bytes were read; 0 at the end. */
  int read(long at, byte[] into, int offset, int length) {
    int count = (int) Math.max(0, Math.min(length, size - at));
    int done = 0;
    while (done < count) {
      int page = (int) ((at + done) / PAGE);
      int within = (int) ((at + done) % PAGE);
      int chunk = Math.min(count - done, PAGE - within);
      byte[] written = page < pages.length ? pages[page] : null;
      if (written == null) {
        readImage(at + done, into, offset + done, chunk);
      } else {
        System.arraycopy(written, within, into, offset + done, chunk);
      }
      done += chunk;
    }
    return count;
  }

  private void readImage(long at, byte[] into, int offset, int length) {
    int there = (int) Math.max(0, Math.min(length, imageSize - at));
    if (there > 0) {
      image.slice((int) at, (int) at + there).asBuffer().get(into, offset, there);
    }
    Arrays.fill(into, offset + there, offset + length, (byte) 0);
  }

  void write(long at, byte[] from, int offset, int length) {
    if (length == 0) {
      return;
    }
    if (at > storage.limit()) {
      throw Errno.failure(Errno.FBIG);
    }
    grow(Math.max(size, at + length));
    int done = 0;
    while (done < length) {
      int within = (int) ((at + done) % PAGE);
      int chunk = Math.min(length - done, PAGE - within);
      System.arraycopy(from, offset + done, page((int) ((at + done) / PAGE)), within, chunk);
      done += chunk;
    }
  }

  private byte[] page(int index) {
    if (index >= pages.length) {
      pages = Arrays.copyOf(pages, Math.max(index + 1, pages.length * 2));
    }
    byte[] page = pages[index];
    if (page == null) {
      page = new byte[PAGE];
      readImage((long) index * PAGE, page, 0, PAGE);
      pages[index] = page;
    }
    return page;
  }

  private void grow(long newSize) {
    if (newSize > size) {
      storage.take(newSize - size);
      size = newSize;
    }
  }

  void resize(long newSize) {
    if (newSize < 0 || newSize > storage.limit()) {
      throw Errno.failure(newSize < 0 ? Errno.INVAL : Errno.FBIG);
    }
    if (newSize >= size) {
      grow(newSize);
      return;
    }
    storage.give(size - newSize);
    size = newSize;
    imageSize = Math.min(imageSize, newSize);
    int first = (int) (newSize / PAGE);
    for (int i = first; i < pages.length; i++) {
      byte[] page = pages[i];
      if (page != null) {
        // What lies beyond the end must read as zero when the file grows again.
        Arrays.fill(page, i == first ? (int) (newSize % PAGE) : 0, PAGE, (byte) 0);
        if (i > first) {
          pages[i] = null;
        }
      }
    }
  }

  /** Overwrites and lets go. */
  void erase() {
    resize(0);
    pages = new byte[0][];
  }
}
