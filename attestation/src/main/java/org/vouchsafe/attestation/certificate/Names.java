package org.vouchsafe.attestation.certificate;

import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.vouchsafe.attestation.MalformedException;

/**
 * Distinguished names: for people, and as links of a chain, where they are compared byte by byte.
 * Printable ASCII only, so that a name cannot drive the terminal that it is printed on.
 */
final class Names {
  private static final int MAX_PARTS = 6;

  /** RFC 5280, ub-common-name. */
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,64}");

  private Names() {}

  static X500Name of(String commonName) {
    if (!PRINTABLE.matcher(commonName).matches()) {
      throw new IllegalArgumentException("a name is 1 to 64 characters of printable ASCII");
    }
    return new X500NameBuilder(BCStyle.INSTANCE)
        .addRDN(BCStyle.O, "Vouchsafe")
        .addRDN(BCStyle.CN, commonName)
        .build();
  }

  static String brief(DeviceId device) {
    return device.value().slice(0, 8).hex();
  }

  /** The common name, or the whole name when there is none. */
  static String forPeople(X500Name name) {
    RDN[] common = name.getRDNs(BCStyle.CN);
    return common.length == 1
        ? ((ASN1String) common[0].getFirst().getValue()).getString()
        : name.toString();
  }

  static X500Name check(X500Name name, String path) throws MalformedException {
    RDN[] parts = name.getRDNs();
    if (parts.length == 0 || parts.length > MAX_PARTS) {
      throw new MalformedException(path, "is not a name of 1 to " + MAX_PARTS + " parts");
    }
    for (RDN part : parts) {
      if (part.isMultiValued()
          || !(part.getFirst().getValue() instanceof ASN1String text)
          || !PRINTABLE.matcher(text.getString()).matches()) {
        throw new MalformedException(path, "has a part that is not one printable text");
      }
    }
    return name;
  }
}
