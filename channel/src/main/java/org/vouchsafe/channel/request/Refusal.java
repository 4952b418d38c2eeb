package org.vouchsafe.channel.request;

import java.util.ArrayList;
import java.util.List;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Code;
import org.vouchsafe.attestation.Finding;
import org.vouchsafe.attestation.MalformedException;
import org.vouchsafe.attestation.RefusedException;
import org.vouchsafe.attestation.cbor.Cbor;
import org.vouchsafe.attestation.cbor.Fields;

/** Findings on the wire: the payload of an ALERT record, and a part of a reply. */
public final class Refusal {
  private static final int MAX_FINDINGS = 32;
  private static final int MAX_TEXT = 1024;

  private Refusal() {}

  /** The payload of an ALERT. Texts are cut after 1024 characters, findings after 32. */
  public static Bytes encode(List<Finding> findings) {
    return Cbor.map().put("v", 1).put("findings", toCbor(findings)).encode();
  }

  /** The refusal that an ALERT carries. */
  public static RefusedException parse(Bytes payload) throws MalformedException {
    Fields fields = Fields.decode(payload, "alert", 1 << 17);
    fields.version(1);
    List<Finding> findings = read(fields);
    fields.end();
    return new RefusedException(findings);
  }

  static Cbor toCbor(List<Finding> findings) {
    return Cbor.array(
        findings.stream()
            .limit(MAX_FINDINGS)
            .map(
                finding ->
                    Cbor.map()
                        .put("code", finding.code().name())
                        .put("check", cut(finding.check()))
                        .put("expected", cut(finding.expected()))
                        .put("actual", cut(finding.actual()))
                        .build())
            .toList());
  }

  /** Takes {@code findings}, at least one. */
  static List<Finding> read(Fields fields) throws MalformedException {
    List<Finding> findings = new ArrayList<>();
    for (Cbor item : fields.array("findings", MAX_FINDINGS)) {
      Fields finding = Fields.of(item, "refusal");
      findings.add(
          new Finding(
              code(finding.text("code", 64)),
              finding.text("check", MAX_TEXT),
              finding.text("expected", MAX_TEXT),
              finding.text("actual", MAX_TEXT)));
      finding.end();
    }
    if (findings.isEmpty()) {
      throw new MalformedException("refusal", "has no finding");
    }
    return findings;
  }

  private static Code code(String name) throws MalformedException {
    for (Code code : Code.values()) {
      if (code.name().equals(name)) {
        return code;
      }
    }
    throw new MalformedException("refusal > code", "is not a known code");
  }

  /** At a code point, so that the text stays well-formed UTF-8. */
  private static String cut(String text) {
    if (text.length() <= MAX_TEXT) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
    return text.substring(0, end);
  }
}
