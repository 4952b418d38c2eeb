package org.vouchsafe.engine.compile;

import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_char;
import static java.lang.constant.ConstantDescs.CD_int;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Goes to one of many places by a number. A table of the virtual machine takes four bytes for each
 * entry, and a method has 64 KiB; so a long one is looked up in strings first, which say which of
 * the few different places it is.
 */
final class JumpTable {
  private static final int LONG = 512;

  /** Characters below 2,048 take two bytes at most, and a constant has less than 64 KiB. */
  private static final int PIECE_BITS = 14;

  private static final int PIECE = 1 << PIECE_BITS;
  private static final int MOST_PLACES = 2_000;

  private JumpTable() {}

  /** About how many bytes of code it takes. */
  static int size(List<?> targets) {
    if (targets.size() < LONG) {
      return 4 * targets.size();
    }
    int places = (int) targets.stream().distinct().count();
    return 40 + 4 * places + 12 * (targets.size() / PIECE + 1);
  }

  /** The number is on the stack; the last target is for all that are beyond the others. */
  static void write(CodeBuilder code, List<Label> targets) {
    Label otherwise = targets.getLast();
    List<Label> entries = targets.subList(0, targets.size() - 1);
    Map<Label, Integer> places = new LinkedHashMap<>();
    entries.forEach(entry -> places.putIfAbsent(entry, places.size()));
    if (entries.isEmpty()) {
      code.pop();
      code.goto_(otherwise);
    } else if (entries.size() < LONG || places.size() > MOST_PLACES) {
      jump(code, entries, otherwise);
    } else {
      lookUp(code, entries, places, otherwise);
      jump(code, List.copyOf(places.keySet()), otherwise);
    }
  }

  private static void jump(CodeBuilder code, List<Label> entries, Label otherwise) {
    List<SwitchCase> cases = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      cases.add(SwitchCase.of(i, entries.get(i)));
    }
    code.tableswitch(0, cases.size() - 1, otherwise, cases);
  }

  private static void lookUp(
      CodeBuilder code, List<Label> entries, Map<Label, Integer> places, Label otherwise) {
    int number = code.allocateLocal(TypeKind.INT);
    code.istore(number);
    List<String> pieces = new ArrayList<>();
    for (int from = 0; from < entries.size(); from += PIECE) {
      StringBuilder piece = new StringBuilder();
      for (Label entry : entries.subList(from, Math.min(entries.size(), from + PIECE))) {
        piece.append((char) (int) Objects.requireNonNull(places.get(entry)));
      }
      pieces.add(piece.toString());
    }
    // A number at the end of the last piece is beyond the entries.
    code.iload(number).loadConstant(Integer.MIN_VALUE).ixor();
    code.loadConstant(entries.size() ^ Integer.MIN_VALUE).if_icmpge(otherwise);
    List<Label> starts = pieces.stream().map(piece -> code.newLabel()).toList();
    code.iload(number).loadConstant(PIECE_BITS).iushr();
    jump(code, starts, otherwise);
    Label found = code.newLabel();
    for (int i = 0; i < pieces.size(); i++) {
      code.labelBinding(starts.get(i));
      code.loadConstant(pieces.get(i)).goto_(found);
    }
    code.labelBinding(found);
    code.iload(number).loadConstant(PIECE - 1).iand();
    code.invokevirtual(CD_String, "charAt", MethodTypeDesc.of(CD_char, CD_int));
  }
}
