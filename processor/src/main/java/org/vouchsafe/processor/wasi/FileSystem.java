package org.vouchsafe.processor.wasi;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.vouchsafe.attestation.Bytes;

/** A tree of folders, files and links that lives and dies with one program. */
final class FileSystem {
  private static final int MAX_LINKS_FOLLOWED = 32;
  private static final int MAX_NAME = 255;

  /** Where a path leads: a name in a folder, and what is there now, if anything. */
  record Place(Node.Folder folder, String name, @Nullable Node node, boolean mustBeFolder) {
    Node there() {
      if (node == null) {
        throw Errno.failure(Errno.NOENT);
      }
      if (mustBeFolder && !(node instanceof Node.Folder)) {
        throw Errno.failure(Errno.NOTDIR);
      }
      return node;
    }
  }

  private final Storage storage;
  private final Clock clock;
  private final Node.Folder root;
  private long nextInode = 1;

  /**
   * @param files contents by absolute path, which the {@code ProgramPackage} has checked; shared,
   *     and copied where they are written to
   */
  FileSystem(long limit, Map<String, Bytes> files, Clock clock) {
    this.storage = new Storage(limit);
    this.clock = clock;
    this.root = new Node.Folder(nextInode++, clock.now(), null);
    files.forEach(this::place);
  }

  private void place(String path, Bytes content) {
    Node.Folder folder = root;
    String[] names = path.substring(1).split("/", -1);
    for (int i = 0; i < names.length - 1; i++) {
      Node node = folder.entries.get(names[i]);
      folder = node instanceof Node.Folder there ? there : createFolder(folder, names[i]);
    }
    enter(folder, names[names.length - 1], new Node.File(nextInode++, clock.now(), of(content)));
  }

  private Content of(Bytes content) {
    return new Content(storage, content);
  }

  Node.Folder root() {
    return root;
  }

  long now() {
    return clock.now();
  }

  /**
   * @param follow whether a link at the very end is followed
   */
  Place resolve(Node.Folder from, String path, boolean follow) {
    return resolve(from, from, path, follow, new AtomicInteger());
  }

  /**
   * @param base the folder that nothing leads out of
   * @param followed links, in this whole resolution: a bound on depth alone would let links that
   *     name each other twice cost 2^32 steps
   */
  private Place resolve(
      Node.Folder base, Node.Folder from, String path, boolean follow, AtomicInteger followed) {
    if (path.isEmpty()) {
      throw Errno.failure(Errno.NOENT);
    }
    // A descriptor gives what is below its folder: nothing absolute, and nothing above.
    if (path.startsWith("/")) {
      throw Errno.failure(Errno.NOTCAPABLE);
    }
    Node.Folder folder = from;
    Deque<String> names = split(path);
    boolean mustBeFolder = path.endsWith("/") || path.endsWith("/.") || path.endsWith("/..");
    Place place = new Place(folder, ".", folder, true);
    while (!names.isEmpty()) {
      String name = names.pop();
      folder = folderAt(place);
      place = step(base, folder, name, names.isEmpty() && mustBeFolder);
      boolean last = names.isEmpty();
      if (place.node() instanceof Node.Link link && (!last || follow || mustBeFolder)) {
        if (followed.incrementAndGet() > MAX_LINKS_FOLLOWED) {
          throw Errno.failure(Errno.LOOP);
        }
        Place target = resolve(base, folder, link.target, true, followed);
        place = new Place(target.folder(), target.name(), target.node(), last && mustBeFolder);
      }
    }
    return place;
  }

  private static Deque<String> split(String path) {
    Deque<String> names = new ArrayDeque<>();
    for (String name : path.split("/", -1)) {
      if (name.length() > MAX_NAME) {
        throw Errno.failure(Errno.NAMETOOLONG);
      }
      if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return names;
  }

  private static Node.Folder folderAt(Place place) {
    if (place.there() instanceof Node.Folder folder) {
      return folder;
    }
    throw Errno.failure(Errno.NOTDIR);
  }

  private static Place step(
      Node.Folder base, Node.Folder folder, String name, boolean mustBeFolder) {
    if (name.equals("..")) {
      Node.Folder parent = folder.parent;
      if (folder == base || parent == null) {
        throw Errno.failure(Errno.NOTCAPABLE);
      }
      return new Place(parent, ".", parent, true);
    }
    return new Place(folder, name, folder.entries.get(name), mustBeFolder);
  }

  Node.File createFile(Place place) {
    requireFree(place);
    if (place.mustBeFolder()) {
      throw Errno.failure(Errno.ISDIR);
    }
    Node.File file = new Node.File(nextInode++, clock.now(), of(Bytes.EMPTY));
    enter(place.folder(), place.name(), file);
    return file;
  }

  void createFolder(Place place) {
    requireFree(place);
    createFolder(place.folder(), place.name());
  }

  private Node.Folder createFolder(Node.Folder parent, String name) {
    Node.Folder folder = new Node.Folder(nextInode++, clock.now(), parent);
    enter(parent, name, folder);
    return folder;
  }

  void createLink(Place place, String target) {
    requireFree(place);
    requireName(place);
    storage.take(target.length());
    enter(place.folder(), place.name(), new Node.Link(nextInode++, clock.now(), target));
  }

  /** Another name for the same file. */
  void link(Node node, Place place) {
    requireFree(place);
    requireName(place);
    if (node instanceof Node.Folder) {
      throw Errno.failure(Errno.PERM);
    }
    enter(place.folder(), place.name(), node);
    node.links++;
  }

  /** What ends with a slash can only become a folder. */
  private static void requireName(Place place) {
    if (place.mustBeFolder()) {
      throw Errno.failure(Errno.NOENT);
    }
  }

  private static void requireFree(Place place) {
    if (place.node() != null) {
      throw Errno.failure(Errno.EXIST);
    }
    // A folder that was removed while a descriptor still shows it takes no new entries.
    if (place.folder().links == 0) {
      throw Errno.failure(Errno.NOENT);
    }
  }

  private void enter(Node.Folder folder, String name, Node node) {
    storage.take(Storage.NODE + name.length());
    folder.entries.put(name, node);
    folder.modified = clock.now();
  }

  private void leave(Node.Folder folder, String name) {
    if (folder.entries.remove(name) != null) {
      storage.give(Storage.NODE + name.length());
      folder.modified = clock.now();
    }
  }

  void removeFolder(Place place) {
    if (!(place.there() instanceof Node.Folder folder)) {
      throw Errno.failure(Errno.NOTDIR);
    }
    if (place.name().equals(".")) {
      throw Errno.failure(Errno.INVAL);
    }
    if (!folder.entries.isEmpty()) {
      throw Errno.failure(Errno.NOTEMPTY);
    }
    folder.links = 0;
    leave(place.folder(), place.name());
  }

  void removeFile(Place place) {
    Node node = place.there();
    if (node instanceof Node.Folder) {
      throw Errno.failure(Errno.ISDIR);
    }
    leave(place.folder(), place.name());
    node.links--;
    letGo(node);
  }

  /** Frees what neither a name nor a descriptor leads to any more. */
  void letGo(Node node) {
    if (node.links > 0) {
      return;
    }
    if (node instanceof Node.File file && file.open == 0) {
      file.content.erase();
    } else if (node instanceof Node.Link link) {
      storage.give(link.target.length());
    }
  }

  void rename(Place from, Place to) {
    Node node = from.there();
    Node there = to.node();
    if (from.name().equals(".") || to.name().equals(".")) {
      throw Errno.failure(Errno.INVAL);
    }
    if (node == there) {
      return;
    }
    if (node instanceof Node.Folder folder) {
      requireNotInside(folder, to.folder());
      if (there != null) {
        removeFolder(to);
      }
    } else if (there != null) {
      removeFile(to);
    }
    if (to.folder().links == 0) {
      throw Errno.failure(Errno.NOENT);
    }
    leave(from.folder(), from.name());
    enter(to.folder(), to.name(), node);
    if (node instanceof Node.Folder folder) {
      folder.parent = to.folder();
    }
  }

  private static void requireNotInside(Node.Folder folder, Node.@Nullable Folder target) {
    for (Node.Folder at = target; at != null; at = at.parent) {
      if (at == folder) {
        throw Errno.failure(Errno.INVAL);
      }
    }
  }

  /** Overwrites every file. */
  void erase() {
    Deque<Node> open = new ArrayDeque<>();
    open.add(root);
    while (!open.isEmpty()) {
      switch (open.pop()) {
        case Node.Folder folder -> {
          open.addAll(folder.entries.values());
          folder.entries.clear();
        }
        case Node.File file -> file.content.erase();
        case Node.Link link -> link.links = 0;
      }
    }
  }
}
