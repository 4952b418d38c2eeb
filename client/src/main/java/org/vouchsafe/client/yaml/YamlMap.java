package org.vouchsafe.client.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.vouchsafe.attestation.MalformedException;

/**
 * A YAML mapping whose keys are taken one by one; {@link #end} refuses what nobody took. Every
 * complaint names the line, as in {@code policy.yaml line 4 > audit}.
 */
public final class YamlMap {
  private final String file;
  private final String name;
  private final int line;
  private final Map<String, Entry> rest = new LinkedHashMap<>();

  private record Entry(Node value, int line) {}

  private YamlMap(String file, String name, MappingNode node) throws MalformedException {
    this.file = file;
    this.name = name;
    this.line = lineOf(node);
    for (var tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw at(lineOf(tuple.getKeyNode()), "a key", "is not a plain word");
      }
      Entry entry = new Entry(tuple.getValueNode(), lineOf(key));
      if (rest.put(key.getValue(), entry) != null) {
        throw at(entry.line, key.getValue(), "is there twice");
      }
    }
  }

  /**
   * Reads one document that is a mapping. Tags, anchors and aliases are refused: a policy says what
   * it says where it says it.
   *
   * @param file its name, for messages
   */
  public static YamlMap parse(String text, String file) throws MalformedException {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setAllowDuplicateKeys(true) // found above, with a line
            .setMaxAliasesForCollections(0)
            .setCodePointLimit(1 << 20)
            .build();
    try {
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isPresent() && root.get() instanceof MappingNode mapping) {
        return new YamlMap(file, "", mapping);
      }
      throw new MalformedException(file, "is not a list of \"key: value\" lines");
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
      throw new MalformedException(file + " line " + line, "is not well-formed YAML");
    } catch (YamlEngineException e) {
      throw new MalformedException(file, "is not well-formed YAML");
    }
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  public boolean has(String key) {
    return rest.containsKey(key);
  }

  /** The line on which this mapping starts, from 1. */
  public int line() {
    return line;
  }

  private Entry take(String key) throws MalformedException {
    Entry entry = rest.remove(key);
    if (entry == null) {
      throw at(line, key, "is missing");
    }
    return entry;
  }

  public String text(String key) throws MalformedException {
    Entry entry = take(key);
    if (entry.value instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
      return scalar.getValue();
    }
    throw at(entry.line, key, "is not a text");
  }

  public Optional<String> optionalText(String key) throws MalformedException {
    return has(key) ? Optional.of(text(key)) : Optional.empty();
  }

  public boolean bool(String key) throws MalformedException {
    Entry entry = take(key);
    if (entry.value instanceof ScalarNode scalar && scalar.getTag().equals(Tag.BOOL)) {
      return scalar.getValue().equalsIgnoreCase("true");
    }
    throw at(entry.line, key, "is neither true nor false");
  }

  public long integer(String key, long min, long max) throws MalformedException {
    Entry entry = take(key);
    try {
      if (entry.value instanceof ScalarNode scalar) {
        long value = Long.parseLong(scalar.getValue());
        if (value >= min && value <= max) {
          return value;
        }
      }
    } catch (NumberFormatException e) {
      // falls through to the one message that says what is allowed
    }
    throw at(entry.line, key, "is not a whole number from " + min + " to " + max);
  }

  /** A list of texts, which may be empty. */
  public List<String> texts(String key) throws MalformedException {
    List<String> texts = new ArrayList<>();
    for (Node item : sequence(key)) {
      if (!(item instanceof ScalarNode scalar)) {
        throw at(lineOf(item), key, "has an item that is not a text");
      }
      texts.add(scalar.getValue());
    }
    return List.copyOf(texts);
  }

  /** A list of mappings, which may be empty. */
  public List<YamlMap> maps(String key) throws MalformedException {
    List<YamlMap> maps = new ArrayList<>();
    for (Node item : sequence(key)) {
      if (!(item instanceof MappingNode mapping)) {
        throw at(lineOf(item), key, "has an item that is not a mapping");
      }
      maps.add(new YamlMap(file, child(key), mapping));
    }
    return List.copyOf(maps);
  }

  private List<Node> sequence(String key) throws MalformedException {
    Entry entry = take(key);
    if (entry.value instanceof SequenceNode sequence) {
      return sequence.getValue();
    }
    throw at(entry.line, key, "is not a list");
  }

  public YamlMap map(String key) throws MalformedException {
    Entry entry = take(key);
    if (entry.value instanceof MappingNode mapping) {
      return new YamlMap(file, child(key), mapping);
    }
    throw at(entry.line, key, "is not a mapping");
  }

  /** Every remaining entry as key and text. */
  public Map<String, String> textsByKey() throws MalformedException {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String key : List.copyOf(rest.keySet())) {
      texts.put(key, text(key));
    }
    return texts;
  }

  public void end() throws MalformedException {
    for (var entry : rest.entrySet()) {
      throw at(entry.getValue().line, entry.getKey(), "is not a key that is known here");
    }
  }

  /** A complaint about {@code key} of this mapping, for checks that the caller makes. */
  public MalformedException wrong(String key, String problem) {
    return at(line, key, problem);
  }

  private String child(String key) {
    return name.isEmpty() ? key : name + "." + key;
  }

  private MalformedException at(int where, String key, String problem) {
    return new MalformedException(file + " line " + where + " > " + child(key), problem);
  }
}
