import VermilionDomain

/// Which column of a usage file holds what.
///
/// Two layouts are known: `team, time` (or `day`), `app, api, tokens[, id]`, and Autodesk's *Token Usage* export
/// under its old and new names. Where a file has both names of a column, the first named here counts. Other columns
/// are ignored.
///
/// An export names products, not apps: the product is the app then, and the feature the API; usage without a feature
/// has the API `usage`. When a column names the app, the API is the feature, or else the product.
struct UsageLayout {
    static let description =
        "team, time (or day), app, api, tokens and maybe id, or the columns of Autodesk's Token Usage export"
    static let apiOfProducts: APIName = "usage"

    let team: Int
    let time: Int
    let app: Int
    let api: Int?
    let tokens: Int
    let id: Int?
    /// The app is a product: it always has a name, and its API may have none.
    let namesProducts: Bool

    init(_ header: CSVHeader) throws(Diagnostic) {
        try header.refuseDuplicates(among: Self.knownColumns)
        let team = header.column("team", "teamalias", "teamname")
        let time = header.column("time", "day", "dayused")
        let named = header.column("app", "appname", "clientname")
        let product = header.column("product", "productname")
        let feature = header.column("api", "feature", "featurename")
        let tokens = header.column("tokens", "tokensused")
        namesProducts = named == nil && product != nil
        let api = named == nil ? feature : feature ?? product
        var missing: [String] = []
        if team == nil { missing.append("team") }
        if time == nil { missing.append("time") }
        if named == nil, product == nil { missing.append("app") }
        if api == nil, !namesProducts { missing.append("api") }
        if tokens == nil { missing.append("tokens") }
        guard let team, let time, let app = named ?? product, let tokens, missing.isEmpty else {
            throw header.unknownLayout(missing: missing, layout: Self.description)
        }
        (self.team, self.time, self.app, self.api, self.tokens) = (team, time, app, api, tokens)
        id = header.column("id")
    }

    private static let knownColumns: Set<String> = [
        "team", "teamalias", "teamname", "time", "day", "dayused", "app", "appname", "clientname", "product",
        "productname", "api", "feature", "featurename", "tokens", "tokensused", "id",
    ]
}
