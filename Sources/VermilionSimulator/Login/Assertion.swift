import Crypto
import CryptoExtras
import Foundation
import VermilionDomain
import VermilionFormats

/// What a service account signs in place of a password: a JSON Web Token (RFC 7523), RS256.
struct Assertion {
    struct Mistake: Error {
        let words: String
    }

    struct Claims {
        let scopes: Set<String>
    }

    private let header: JSON
    private let claims: JSON
    private let signed: Data
    private let signature: Data

    init(_ text: String) throws(Mistake) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Self.document(parts[0]), let claims = Self.document(parts[1]),
            let signature = Self.bytes(parts[2])
        else { throw Mistake(words: "The assertion is not a signed JSON Web Token.") }
        (self.header, self.claims, self.signature) = (header, claims, signature)
        signed = Data((parts[0] + "." + parts[1]).utf8)
    }

    private static func bytes(_ text: Substring) -> Data? {
        let plain = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.count % 4) % 4))
    }

    private static func document(_ text: Substring) -> JSON? {
        bytes(text).flatMap { try? JSON.read(Array($0), file: "assertion", depth: 8, size: 65_536) }
    }

    func checked(
        for account: Scenario.Account, audiences: [String], at now: Instant
    ) throws(Mistake) -> Claims {
        guard header["alg"]?.text == "RS256" else { throw Mistake(words: "The assertion's alg is not RS256.") }
        let subject = claims["sub"]?.text
        guard let service = account.serviceAccounts.first(where: { $0.id == subject }) else {
            throw Mistake(words: "The assertion's sub is not a service account of this client.")
        }
        guard header["kid"]?.text == service.keyID else {
            throw Mistake(words: "The assertion's kid is not a key of the service account.")
        }
        guard let key = try? _RSA.Signing.PublicKey(pemRepresentation: service.publicKey),
            key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: signed),
                padding: .insecurePKCS1v1_5)
        else { throw Mistake(words: "The assertion's signature is not valid.") }
        guard claims["iss"]?.text == account.id else { throw Mistake(words: "The assertion's iss is not the client.") }
        guard let audience = claims["aud"]?.text, audiences.contains(audience) else {
            throw Mistake(words: "The assertion's aud is not the token URL.")
        }
        guard let text = claims["exp"]?.text, let seconds = Int64(text), seconds > now.seconds,
            seconds <= now.seconds + 300
        else { throw Mistake(words: "The assertion has expired or lasts longer than five minutes.") }
        guard case .array(let scopes)? = claims["scope"] else {
            throw Mistake(words: "The assertion's scope is not an array.")
        }
        return Claims(scopes: Set(scopes.compactMap(\.text)))
    }
}

extension JSON {
    subscript(key: String) -> JSON? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.0 == key }?.1
    }

    /// Texts and numbers.
    var text: String? {
        switch self {
        case .string(let text), .number(let text): text
        case .integer(let number): String(number)
        default: nil
        }
    }
}
