package org.vouchsafe.processor.wasi;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A thing in the file system. Nothing about it is the host's. */
abstract sealed class Node permits Node.Folder, Node.File, Node.Link {
  static final int TYPE_FOLDER = 3;
  static final int TYPE_FILE = 4;
  static final int TYPE_LINK = 7;

  final long inode;
  long accessed;
  long modified;
  long changed;
  int links = 1;

  private Node(long inode, long now) {
    this.inode = inode;
    this.accessed = now;
    this.modified = now;
    this.changed = now;
  }

  abstract int type();

  abstract long size();

  /** A folder. */
  static final class Folder extends Node {
    final TreeMap<String, Node> entries = new TreeMap<>();
    @Nullable Folder parent;

    Folder(long inode, long now, @Nullable Folder parent) {
      super(inode, now);
      this.parent = parent;
    }

    @Override
    int type() {
      return TYPE_FOLDER;
    }

    @Override
    long size() {
      return 0;
    }
  }

  /** A regular file. */
  static final class File extends Node {
    final Content content;
    int open;

    File(long inode, long now, Content content) {
      super(inode, now);
      this.content = content;
    }

    @Override
    int type() {
      return TYPE_FILE;
    }

    @Override
    long size() {
      return content.size();
    }
  }

  /** A symbolic link. */
  static final class Link extends Node {
    final String target;

    Link(long inode, long now, String target) {
      super(inode, now);
      this.target = target;
    }

    @Override
    int type() {
      return TYPE_LINK;
    }

    @Override
    long size() {
      return target.length();
    }
  }
}
