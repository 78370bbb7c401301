import VermilionDomain

/// チームの利用を妨げるもの: 停止、上限、ログイン。
extension Japanese {
    func told(_ news: SuspendedNews) -> Told {
        guard let suspension = news.suspension else {
            return Told(
                subject: "解消: Autodesk チームのアクセス停止: \(news.team)、利用可能 \(tokens(news.available))",
                headline: "アクセスが再開しました",
                summary: "\(news.team) では \(tokens(news.available))を利用でき、リクエストは拒否されていません。")
        }
        let summary: String
        let headline: String
        switch suspension {
        case .nothingAvailable:
            headline = "利用可能なトークンがありません（アクセス停止）"
            summary =
                "\(news.team) には利用可能なトークンがありません。このチームに適用される規則では、トークンが追加されるまで、"
                + "Autodesk は課金対象 API へのアクセスを停止します。"
        case .refused(let source, let since):
            headline = "Autodesk がアクセスを拒否しています（上限超過）"
            summary =
                "\(news.team) の \(source.shown) に対し、Autodesk は \(length(news.at - since))にわたり、"
                + "API リクエストの上限を超えたと応答しています。正常に応答するようになるまで、このチームの数値はすべて最後に正しく"
                + "読み取れた時点のものです。"
        }
        return Told(
            subject: "Autodesk チームのアクセスが停止しています: \(news.team)、利用可能 \(tokens(news.available))"
                + news.change.stateInJapanese,
            headline: headline, summary: summary,
            steps: [
                "\(autodeskAccount) でトークンを購入するか（\(Purchase.least) トークンから、1 トークン単位）、従量課金（Pay as You Go）を有効にしてください。",
                "購入したパックを Vermilion に登録してください: vermilion lots add、または設定ファイルの lots。",
            ],
            outlook: ["購入は 24 時間以内に Autodesk 側に反映されます。その後の正常な読み取りで解消となります。"])
    }

    func told(_ news: QuotaNews) -> Told {
        guard let quota = news.quota else {
            return Told(
                subject: "解消: Autodesk チームの月間上限: \(news.team)、\(news.api)",
                headline: "\(news.api): 上限まで余裕があります",
                summary: "\(news.team) の今月の \(news.api) の使用量は、上限の 80% 未満です。")
        }
        let again = quota.startsAgain.map { "使用量は\(day($0))にリセットされます。" } ?? ""
        let isFull = quota.percent >= 100
        return Told(
            subject: "Autodesk チームの月間上限: \(news.team)、\(news.api) の上限の \(quota.percent)% を使用"
                + news.change.stateInJapanese,
            headline: "今月の \(news.api) の上限の \(quota.percent)% を使用",
            summary: "\(news.team) は今月 \(news.api) で \(tokens(quota.used))を使用しました。上限 "
                + "\(tokens(quota.cap.tokens))の \(quota.percent)% です。\(again)",
            steps: isFull
                ? ["翌月まで待つか、Autodesk 側の上限と Vermilion の設定を変更してください。"]
                : ["使用しているアプリを確認してください: vermilion explain --team \"\(news.team)\" --api \"\(news.api)\"。"],
            outlook: [isFull ? "Autodesk はこの API を翌月まで停止します。" : "上限に達すると、Autodesk はこの API を翌月まで停止します。"])
    }

    func told(_ news: LoginNews) -> Told {
        let name = news.account
        let state = news.change.stateInJapanese
        switch news.state {
        case .works:
            return Told(
                subject: "解消: Autodesk チームのログイン: \(news.team)、アカウント \(name) は復旧しました",
                headline: "アカウント \(name) は復旧しました",
                summary: "\(news.team) の使用量を取得するアカウント \(name) は、再びログインできるようになりました。")
        case .unwatched:
            return Told(
                subject: "終了: Autodesk チームのログイン: \(news.team)、アカウント \(name) は監視対象外です",
                headline: "アカウント \(name) は監視対象から外れました",
                summary: "\(news.team) の取得元でアカウント \(name) を使うものはなくなりました。ログインできるかどうかは不明です。")
        case .refused(let problem):
            let words = problem.map { "直近の結果: \($0)。" } ?? ""
            return Told(
                subject: "Autodesk チームのログインに失敗しています: \(news.team)、アカウント \(name)\(state)",
                headline: "アカウント \(name) でログインできません",
                summary: "\(news.team) の使用量を取得するアカウント \(name) が Autodesk に拒否されています。\(words)"
                    + "復旧するまで、このチームの数値はすべて最後に正しく読み取れた時点のものです。",
                steps: [
                    "`grant: user` のアカウントの場合: vermilion login \(name)。",
                    "そのほかの場合: クライアント ID、シークレットまたは鍵、アクセス権が有効か確認してください。",
                ],
                outlook: ["再びログインできると解消となります。"])
        case .ends(let instant):
            return Told(
                subject: "Autodesk チームのログインの期限が近づいています: \(news.team)、アカウント \(name)、あと "
                    + "\(length(instant - news.at))\(state)",
                headline: "アカウント \(name) のログインはあと \(length(instant - news.at))で切れます",
                summary: "\(news.team) の使用量を取得するアカウント \(name) のログインを数日間更新できていません。"
                    + "\(moment(instant, in: news.zone)) に期限が切れます。",
                steps: ["それまでにもう一度ログインしてください: vermilion login \(name)。"],
                outlook: ["期限が切れると、再度ログインするまで使用量を読み取れません。"])
        }
    }
}
