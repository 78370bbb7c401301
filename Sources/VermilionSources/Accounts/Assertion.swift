import Crypto
import CryptoExtras
import Foundation
import VermilionDomain
import VermilionFormats

/// What a service account shows in place of a password: claims that it signs itself (RFC 7523, RS256).
enum Assertion {
    /// Autodesk takes at most five minutes; its clock may be a little behind.
    private static let lifetime: Int64 = 4 * 60

    /// - Throws: a diagnostic when the key is none.
    static func text(
        of identity: AccountIdentity, serviceAccount: String, keyID: String, privateKey: String, at now: Instant
    ) throws(Diagnostic) -> String {
        let header = JSON.object([("alg", "RS256"), ("kid", .string(keyID)), ("typ", "JWT")])
        let claims = JSON.object([
            ("iss", .string(identity.clientID)), ("sub", .string(serviceAccount)),
            ("aud", .string(identity.tokenAddress)), ("exp", .integer(now.seconds + lifetime)),
            ("scope", .array(identity.scopes.map { .string($0) })),
        ])
        let signed = "\(encoded(Data(header.compact.utf8))).\(encoded(Data(claims.compact.utf8)))"
        do {
            let key = try _RSA.Signing.PrivateKey(pemRepresentation: privateKey)
            let signature = try key.signature(
                for: SHA256.hash(data: Data(signed.utf8)), padding: .insecurePKCS1v1_5)
            return "\(signed).\(encoded(signature.rawRepresentation))"
        } catch {
            // The library's words may hold parts of the key.
            throw Diagnostic(
                "the private key of account \(identity.name) is no RSA key in PEM",
                hint: "it begins with -----BEGIN RSA PRIVATE KEY----- or -----BEGIN PRIVATE KEY-----")
        }
    }

    /// Base64 for addresses, without its padding (RFC 4648 §5).
    static func encoded(_ bytes: Data) -> String {
        bytes.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
