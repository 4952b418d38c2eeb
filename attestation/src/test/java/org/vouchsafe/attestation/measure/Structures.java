package org.vouchsafe.attestation.measure;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.vouchsafe.attestation.Bytes;
import org.vouchsafe.attestation.Keys;
import org.vouchsafe.attestation.signature.SigningKey;
import org.vouchsafe.attestation.signature.VerifyingKey;

/** Measured structures at random, within the rules of their formats. */
final class Structures {
  private Structures() {}

  static Arbitrary<Bytes> bytes(int min, int max) {
    return Arbitraries.bytes().array(byte[].class).ofMinSize(min).ofMaxSize(max).map(Bytes::copyOf);
  }

  static Arbitrary<VerifyingKey> keys() {
    return Arbitraries.of(SigningKey.Algorithm.class).map(each -> Keys.of(each).publicKey());
  }

  static Arbitrary<String> texts() {
    return Arbitraries.strings().withChars("aZ0 =\"\u00e9\u4e2d\n").ofMaxLength(12);
  }

  static Arbitrary<List<String>> arguments() {
    return texts().list().ofMaxSize(4);
  }

  static Arbitrary<Map<String, String>> environment() {
    return Arbitraries.maps(
            Arbitraries.strings().withChars("AB_\u00e9").ofMinLength(1).ofMaxLength(5), texts())
        .ofMaxSize(4);
  }

  static Arbitrary<Map<String, Bytes>> files() {
    Arbitrary<String> paths =
        Arbitraries.strings()
            .withChars("ab.")
            .ofMinLength(1)
            .ofMaxLength(4)
            .filter(name -> !name.equals(".") && !name.equals(".."))
            // One depth for all: no file is another's folder.
            .map(name -> "/folder/" + name);
    return Arbitraries.maps(paths, bytes(0, 20)).ofMaxSize(4);
  }

  static Arbitrary<FreshnessAuthority> authorities() {
    Arbitrary<List<Bytes>> members =
        Arbitraries.of(3, 5, 7)
            .flatMap(size -> bytes(1, 48).set().ofSize(size))
            .map(set -> List.copyOf(new TreeSet<>(set)));
    return Arbitraries.oneOf(
        keys().map(FreshnessAuthority.Owner::new),
        bytes(1, 64).map(FreshnessAuthority.Local::new),
        Combinators.combine(members, positive()).as(FreshnessAuthority.Quorum::new));
  }

  static Arbitrary<Recipients> recipients() {
    Arbitrary<List<Bytes>> listed =
        bytes(1, 64).set().ofMaxSize(4).map(set -> List.copyOf(new TreeSet<>(set)));
    return Combinators.combine(
            bytes(1216, 1216).optional(),
            Arbitraries.of(true, false),
            listed,
            Arbitraries.of(true, false))
        .as(Recipients::new);
  }

  static Arbitrary<ProgramRule> programRules() {
    return Arbitraries.oneOf(
        Arbitraries.create(ProgramRule.Later::new),
        bytes(48, 48).map(ProgramRule.Exact::new),
        Combinators.combine(keys(), Arbitraries.longs().greaterOrEqual(0))
            .as(ProgramRule.Signer::new));
  }

  static Arbitrary<Limits> limits() {
    Arbitrary<Integer> ints = Arbitraries.integers().greaterOrEqual(1);
    return Combinators.combine(
            positive(), ints, positive(), positive(), ints, positive(), positive())
        .as(Limits::new);
  }

  private static Arbitrary<Long> positive() {
    return Arbitraries.longs().greaterOrEqual(1);
  }

  static Arbitrary<Parameters> parameters() {
    Arbitrary<ParametersBuilder> choices =
        Combinators.combine(
                keys(),
                authorities(),
                Arbitraries.of(Parameters.Commit.class),
                Arbitraries.of(Parameters.Reads.class),
                recipients(),
                programRules(),
                limits(),
                Arbitraries.integers().between(1, 64))
            .as(
                (owner, authority, commit, reads, recipients, program, limits, sessions) ->
                    Parameters.forOwner(owner)
                        .authority(authority)
                        .commit(commit)
                        .reads(reads)
                        .recipients(recipients)
                        .program(program)
                        .limits(limits)
                        .sessions(sessions));
    Arbitrary<Optional<List<String>>> entries =
        Arbitraries.strings().alpha().ofMinLength(1).ofMaxLength(5).list().ofMaxSize(3).optional();
    return Combinators.combine(choices, arguments(), environment(), entries, keys().optional())
        .as(
            (builder, arguments, environment, names, upgrade) -> {
              builder.arguments(arguments).environment(environment);
              names.ifPresent(builder::entries);
              upgrade.ifPresent(key -> builder.upgrade(new Parameters.Upgrade(key, 1)));
              return builder.build();
            });
  }

  static Arbitrary<ProgramPackage> packages() {
    return Combinators.combine(bytes(1, 40), arguments(), environment(), files())
        .as(ProgramPackage::new);
  }

  static Arbitrary<ProgramSource> sources() {
    SigningKey vendor = Keys.of(SigningKey.Algorithm.ED25519);
    Arbitrary<Bytes> digests = bytes(48, 48);
    Arbitrary<Boolean> signed = Arbitraries.of(true, false);
    return Arbitraries.oneOf(
        Combinators.combine(digests, signed)
            .as(
                (digest, sign) ->
                    new ProgramSource.Attached(
                        digest,
                        sign
                            ? Optional.of(ProgramSignature.sign(vendor, digest, 1))
                            : Optional.empty())),
        Combinators.combine(digests, texts(), bytes(32, 32).optional())
            .as(
                (digest, uri, key) ->
                    new ProgramSource.Fetched(digest, Optional.empty(), uri, key)));
  }

  static Arbitrary<Launch> launches() {
    return Combinators.combine(bytes(32, 32), arguments(), environment(), files(), sources())
        .as(
            (salt, arguments, environment, files, source) ->
                new Launch(salt, arguments, new TreeMap<>(environment), files, source));
  }
}
