package import VermilionDomain

/// What an app used on a day, as it is told over time.
package struct Row: Sendable {
    /// From an instant on the amount is another; nil for a row that vanishes.
    package struct Revision: Sendable, Hashable {
        package let at: Instant
        package let tokens: Tokens?

        package init(at: Instant, tokens: Tokens?) { (self.at, self.tokens) = (at, tokens) }
    }

    package let day: CivilDate
    package let app: String
    package let feature: String
    /// In the order of time.
    package let revisions: [Revision]

    package init(day: CivilDate, app: String, feature: String, revisions: [Revision]) {
        (self.day, self.app, self.feature) = (day, app, feature)
        self.revisions = revisions.sorted { $0.at < $1.at }
    }

    /// Nil while it is not known, and once it is gone.
    package func tokens(at now: Instant) -> Tokens? { revisions.last { $0.at <= now }?.tokens }

    /// What it comes to in the end.
    package var finalTokens: Tokens? { revisions.last?.tokens }
}

/// The categories of usage of an enterprise contract: the summary and the freshness call them by other names.
package enum UsageCategory: String, Sendable, CaseIterable {
    case desktop
    case cloudService = "cloud-service"
    case cloudProduct = "cloud-product"
    case adjustment
    case manual

    var inSummary: String {
        switch self {
        case .desktop: "PRODUCT_CONSUMPTION"
        case .cloudService: "CLOUD_CONSUMPTION"
        case .cloudProduct: "CLOUD_PRODUCT_CONSUMPTION"
        case .adjustment: "MANUAL_ADJUSTMENT"
        case .manual: "MANUAL_CONSUMPTION"
        }
    }

    var inFreshness: String {
        switch self {
        case .desktop: "DESKTOP_PRODUCT"
        case .cloudService: "CLOUD_SERVICE"
        case .cloudProduct: "CLOUD_PRODUCT"
        case .adjustment: "MANUAL_ADJUSTMENT"
        case .manual: "MANUAL_CONSUMPTION"
        }
    }

    var charge: String {
        switch self {
        case .desktop, .cloudService, .cloudProduct: "CHARGED"
        case .adjustment, .manual: "N/A"
        }
    }
}
