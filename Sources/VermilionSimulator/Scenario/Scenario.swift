package import VermilionDomain

/// What the simulated Autodesk knows when it starts, and what will happen to it.
package struct Scenario: Sendable {
    package struct Account: Sendable {
        package enum Grant: String, Sendable, CaseIterable {
            case clientCredentials = "client-credentials"
            case serviceAccount = "service-account"
            case user
        }

        package struct ServiceAccount: Sendable {
            package let id: String
            package let keyID: String
            /// PEM.
            package let publicKey: String

            package init(id: String, keyID: String, publicKey: String) {
                (self.id, self.keyID, self.publicKey) = (id, keyID, publicKey)
            }
        }

        package var id: String
        /// Nil for a public client, which proves itself by PKCE alone.
        package var secret: String?
        package var scopes: Set<String> = Account.allScopes
        package var grants = Set(Grant.allCases)
        package var redirects: [String] = []
        /// Whether the person at the browser agrees.
        package var consents = true
        /// Whether the services that want a person take the tokens of a program.
        package var twoLegged = false
        /// The personal access token that goes into `ADSK-PAT`.
        package var accessToken: String?
        package var serviceAccounts: [ServiceAccount] = []

        package static let allScopes: Set = ["application:client:read", "data:read", "data:write"]

        package init(id: String, secret: String?) { (self.id, self.secret) = (id, secret) }
    }

    package struct Team: Sendable {
        package var name: String
        package var regime = Regime.negative
        package var packs: [Lot] = []

        package init(name: String) { self.name = name }
    }

    package struct Hub: Sendable {
        package var id: String
        package var team: String

        package init(id: String, team: String) { (self.id, self.team) = (id, team) }
    }

    /// An app; one without a name is one that access was lost to.
    package struct App: Sendable {
        package var id: String
        package var name: String?
        package var hub: String

        package init(id: String, name: String?, hub: String) { (self.id, self.name, self.hub) = (id, name, hub) }
    }

    package struct Contract: Sendable {
        package struct Year: Sendable {
            package let number: Int
            package let start: CivilDate
            /// Inclusive.
            package let end: CivilDate
            package let provisioned: Int

            package init(number: Int, start: CivilDate, end: CivilDate, provisioned: Int) {
                (self.number, self.start, self.end, self.provisioned) = (number, start, end, provisioned)
            }
        }

        package var number: String
        package var name: String
        package var years: [Year] = []
        package var usage: [ContractRow] = []

        package init(number: String, name: String) { (self.number, self.name) = (number, name) }
    }

    /// Usage of one product by one person on a day; `row.app` is the product, `row.feature` its code.
    package struct ContractRow: Sendable {
        package var row: Row
        package var user: String
        package var category: UsageCategory

        package init(row: Row, user: String, category: UsageCategory) {
            (self.row, self.user, self.category) = (row, user, category)
        }
    }

    /// What a query of usage comes to.
    package enum QueryEnd: String, Sendable, CaseIterable {
        case done, failed, timeout
    }

    package var seed: UInt64 = 1
    package var clock = SimulatedClock.real
    package var accounts: [Account] = []
    package var teams: [Team] = []
    package var hubs: [Hub] = []
    package var apps: [App] = []
    package var usage: [Row] = []
    package var contracts: [Contract] = []
    package var faults: [Fault] = []
    package var shape = UsageShape()
    /// How long a query of usage is under way.
    package var queryTakes = Duration.seconds(2)
    package var queryEnds = QueryEnd.done
    package var hasLimits = true
    /// Apps on one page of `/applications/v1/clients`.
    package var pageSize = 20

    package init() {}
}
