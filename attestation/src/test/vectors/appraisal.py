"""The verification of a bundle, step by step: docs/spec/attestation-certificate.md §8, for the policy of its vectors.

One policy only (§10: software accepted, version 0.1.0, svn 1, status and audit of two days, audit L0, skew two minutes),
and offline only: no pins, no numbers seen before.
"""
import datetime

import claims
from encoding import H, Refused, lp
from x509 import AuditCertificate, Certificate, Key, RevocationList

SKEW, MAX_AGE, MAX_CHAIN = datetime.timedelta(minutes=2), datetime.timedelta(days=2), 5


def require(condition, code, why):
    if not condition:
        raise Refused(code, why)


class Appraisal:
    def __init__(self, bundle, root, auditor, activation_state, at):
        self.root, self.auditor, self.expected, self.at = root, auditor, activation_state, at
        self.m1, self.m2, endorsements = claims.bundle(bundle)
        self.hello, self.answer = claims.hello(self.m1), claims.server_hello(self.m2)
        self.leaf, self.statement = Certificate(self.answer["attCert"]), Certificate(self.answer["statementCert"])
        for certificate, role in (self.leaf, "attestation"), (self.statement, "statement"):
            require(certificate.role == role, "WRONG_ROLE", "a certificate of another role")
        self.evidence = claims.evidence(Certificate.octets(self.leaf.claims))
        self.presented = [Certificate(data) for data in endorsements["chain"]]
        self.audits = [AuditCertificate(data) for data in endorsements["audits"]]
        self.lists = [RevocationList(data) for data in endorsements["crls"]]
        self.statuses = [claims.status(data) for data in endorsements["status"]]
        self.collateral = endorsements["collateral"]
        issuers = [c for c in self.presented if self.leaf.names(c)]
        require(issuers, "CHAIN_INVALID", "no issuer was presented")
        self.issuer = issuers[0]
        self.findings = []

    def finding(self, good, code, why):
        if not good:
            self.findings.append(Refused(code, why))

    def versions(self):
        suite = self.answer["suite"]
        supported = suite == self.evidence["suite"] == 1 and suite in self.hello["suites"]
        supported &= self.hello["mode"] != "restore" and not self.collateral
        supported &= not any(c.hardware for c in [self.leaf, *self.presented])
        authority = self.evidence["authority"]
        supported &= authority is None or "owner" in authority
        require(supported, "UNSUPPORTED_VERSION", "what is not built yet")

    def freshness(self):
        same = self.evidence["helloDigest"] == H("VS-hello", self.m1) and self.evidence["nonceE"] == self.answer["nonceE"]
        require(same, "STALE_NONCE", "evidence of another exchange")

    def signed(self, child, parent):
        require(child.names(parent) and child.is_signed_by(parent.key), "CHAIN_INVALID", "a signature of another")

    def window(self, certificate):
        require(certificate.begin <= self.at + SKEW and self.at <= certificate.end, "CHAIN_INVALID", "a window not open")

    def chain(self):
        for leaf in self.leaf, self.statement:
            self.signed(leaf, self.issuer)
            self.window(leaf)
        self.path = [self.issuer]
        while self.path[-1] is not self.root:
            last = self.path[-1]
            parents = [c for c in [self.root, *self.presented] if last.names(c)]
            require(parents and len(self.path) < MAX_CHAIN - 1, "CHAIN_INVALID", "no way to an anchor")
            self.signed(last, parents[0])
            self.path.append(parents[0])
        for certificate in self.path:
            self.window(certificate)
        for certificate in self.presented:
            placed = any(certificate.data == other.data for other in self.path)
            require(placed, "CHAIN_INVALID", "a certificate without a place in a chain")

    def roles(self):
        require(self.issuer.role == "processor", "WRONG_ROLE", "an issuer that is no processor")
        self.processor = claims.processor(Certificate.octets(self.issuer.claims))
        for below, authority in enumerate(self.path[1:], 1):
            require(authority.role == "authority", "WRONG_ROLE", "an issuer that is no authority")
            require(authority.path_length >= below, "CHAIN_INVALID", "a path that is too long")
            development = claims.development(Certificate.octets(authority.claims))
            require(development == (self.processor["platform"] == "software"), "WRONG_ROLE", "an authority of another kind")

    def recent(self, update):
        return self.at - MAX_AGE <= update <= self.at + SKEW

    def revocation(self):
        for found in self.lists:
            issuers = [c for c in self.path[1:] if found.names(c)]
            require(issuers and found.is_signed_by(issuers[0].key), "CHAIN_INVALID", "a list by somebody else")
        speakers = {c.key.id: c.key for c in self.path[1:]} | {self.auditor.id: self.auditor}
        for value, signature, content in self.statuses:
            key = speakers.get(value["issuer"])
            require(key and key.verifies(lp(b"VS-status", content), signature), "CHAIN_INVALID", "a status by somebody else")
            require((value["kind"] == "audit") == (key == self.auditor), "WRONG_ROLE", "a status of another's subject")
            value["time"] = datetime.datetime.fromtimestamp(value["thisUpdate"], datetime.timezone.utc)
        for certificate, issuer in zip(self.path, self.path[1:]):
            lists = [found for found in self.lists if found.names(issuer)]
            words = [v for v, _, _ in self.statuses if (v["kind"], v["subject"]) == ("certificate", certificate.id)]
            revoked = any(certificate.serial in found.revoked for found in lists) or any(v["status"] != "good" for v in words)
            self.finding(not revoked, "REVOKED", "a certificate that was revoked")
            recent = any(self.recent(found.this_update) and self.at <= found.next_update for found in lists)
            self.finding(recent or any(self.recent(v["time"]) for v in words), "STATUS_TOO_OLD", "no recent word of its issuer")
        device = [v for v, _, _ in self.statuses if (v["kind"], v["subject"]) == ("device", self.processor["deviceId"])]
        self.finding(all(v["status"] == "good" for v in device), "REVOKED", "a device that was revoked")

    def audit(self, audit):
        if audit.issuer_key_id != self.auditor.id[:20] or not audit.is_signed_by(self.auditor):
            return Refused("AUDIT_MISSING", "an audit by somebody else")
        if audit.device != self.processor["deviceId"]:
            return Refused("AUDIT_SUBJECT", "an audit of another device")
        if not audit.begin <= self.at + SKEW or self.at > audit.end:
            return Refused("AUDIT_EXPIRED", "an audit out of its period")
        words = [v for v, _, _ in self.statuses if v["subject"] == audit.id]
        latest = max(words, key=lambda v: v["number"], default=None)
        if latest is None:
            return Refused("STATUS_TOO_OLD", "no word about the audit")
        if latest["status"] != "good":
            return Refused("AUDIT_WITHDRAWN", "an audit that was withdrawn")
        return None if self.recent(latest["time"]) else Refused("STATUS_TOO_OLD", "an old word about the audit")

    def device_and_version(self):
        verdicts = [self.audit(audit) for audit in self.audits] or [Refused("AUDIT_MISSING", "no audit")]
        if None not in verdicts:
            self.findings += verdicts
        self.finding(self.processor["platform"] == "software", "PLATFORM_NOT_ALLOWED", "a platform nobody can judge")
        version = tuple(map(int, self.processor["version"].split(".")))
        self.finding(version + (0,) * 3 >= (0, 1, 0, 0) and self.processor["svn"] >= 1, "VERSION_TOO_LOW", "an old processor")
        for mine, its in ("platform",) * 2, ("deviceId",) * 2, ("processorVersion", "version"), ("svn",) * 2:
            self.finding(self.evidence[mine] == self.processor[its], "CHAIN_INVALID", "evidence of another processor")
        wanted = self.hello["wantDevice"]
        self.finding(wanted in (None, self.evidence["deviceId"]), "DEVICE_MISMATCH", "another device")

    def state(self):
        state, claim = self.evidence["state"], self.hello["mode"] == "claim"
        if claim:
            self.finding(state != "holder", "ALREADY_BOUND", "an environment that is claimed")
            self.finding(state != "unbound" or self.hello["bind"], "BINDING_MISMATCH", "an area that nobody binds")
        else:
            self.finding(state == "holder", "NOT_HOLDER", "an environment that nobody claimed")
        known = self.evidence["activationStateId"] == self.expected
        self.finding(known, "MEASUREMENT_MISMATCH", "another activation state")
        bound = self.evidence["binding"] != "unbound"
        computed = H("VS-env", self.evidence["loaderDigest"], self.evidence["binding"]) if bound else None
        self.finding(bound and self.evidence["environmentId"] == computed, "BINDING_MISMATCH", "another environment")
        pooled = H("VS-activation", b"zeroed", self.evidence["loaderDigest"], b"unbound")
        self.finding(self.evidence["activationStateId"] != pooled, "BINDING_MISMATCH", "nothing to compare the binding with")


def appraise(bundle, root, auditor, activation_state, at):
    """The evidence, the instance key and the statement key of a bundle that this policy accepts."""
    it = Appraisal(bundle, root, auditor, activation_state, at)
    for step in (it.versions, it.freshness, it.chain, it.roles, it.revocation, it.device_and_version, it.state):
        step()
    if it.findings:
        raise it.findings[0]
    return it.evidence, it.leaf.key, it.statement.key
