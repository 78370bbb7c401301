import VermilionDomain

extension Japanese {
    func told(_ news: UnchargedNews) -> Told {
        news.change == .closed
            ? settled(news)
            : Told(
                subject: subject(of: news), headline: headline(of: news), summary: summary(of: news),
                steps: steps(for: news), outlook: outlook(for: news))
    }

    private func subject(of news: UnchargedNews) -> String {
        let base = "Autodesk チームに未課金の使用量があります: \(news.team)、\(tokens(news.tokens))"
        let before = news.before.map { "前回 \(number($0))" }
        switch news.change {
        case .raised: return base + "（増加\(before.map { "、\($0)" } ?? "")）"
        case .corrected: return base + "（訂正\(before.map { "、\($0)" } ?? "")）"
        case .reminder: return base + "（再通知）"
        case .opened, .closed, .test, .drill, .digest: return base
        }
    }

    private func headline(of news: UnchargedNews) -> String {
        let amount = tokens(news.tokens)
        switch news.change {
        case .raised: return "未課金が \(amount)に増えました"
        case .corrected: return "未課金を \(amount)に訂正しました"
        case .reminder: return "\(amount)がまだ未課金です"
        case .opened, .closed, .test, .drill, .digest: return "\(amount)が未課金です"
        }
    }

    private func summary(of news: UnchargedNews) -> String {
        let since = news.since.map { "\(day($0))以降、" } ?? ""
        let debt = "\(news.team) では、\(since)有効なパックから課金できなかった使用量が \(tokens(news.tokens))あります。"
        let told = news.before.map { "前回の通知は \(tokens($0))でした。" } ?? ""
        let change: String
        switch news.change {
        case .raised: change = told
        case .corrected:
            let cause = news.isRestated ? "過去の使用量が修正されました。" : "一部がパックにより相殺されました。"
            change = told + (news.booksChanged && !news.isRestated ? "" : cause)
        case .reminder, .opened, .closed, .test, .drill, .digest: change = ""
        }
        return debt + change + "解消するには \(wholeTokens(news.purchase.tokens))以上を購入してください。"
    }

    private func steps(for news: UnchargedNews) -> [String] {
        [
            "\(autodeskAccount) で \(wholeTokens(news.purchase.tokens))以上を購入し、\(news.team) に割り当てます。"
                + "購入は \(wholeTokens(Purchase.least))から、1 トークン単位です。",
            "購入を Vermilion に登録します: vermilion lots add を実行するか、設定の lots に追加してください。",
        ]
    }

    private func outlook(for news: UnchargedNews) -> [String] {
        [
            "新しいパックは最も古い未課金の使用量から順に相殺し、過去の棒グラフは朱色から青に変わります。"
                + "それまでにほかの使用がなければ、\(wholeTokens(news.purchase.tokens))を購入した後の残高は "
                + "\(tokens(news.purchase.left))で、相殺された \(tokens(news.tokens))は使用済みと表示されます。",
            "Autodesk の画面に購入が反映されるまで、最大 24 時間かかることがあります。",
        ]
    }

    private func settled(_ news: UnchargedNews) -> Told {
        let balance = "現在の残高は \(tokens(news.balance))です。"
        guard !news.payers.isEmpty else {
            return Told(
                subject: "解消: Autodesk チームの未課金の使用量: \(news.team)、\(tokens(news.tokens))",
                headline: "未課金の使用量はなくなりました",
                summary: "\(news.team) の未課金の使用量 \(tokens(news.tokens))は、"
                    + (news.booksChanged
                        ? "解消しました。" : "パックによる相殺ではなく、使用量の修正により解消しました。")
                    + balance)
        }
        return Told(
            subject: "相殺済み: Autodesk チームの未課金の使用量: \(news.team)、\(tokens(news.tokens))",
            headline: "\(tokens(news.tokens))が相殺されました",
            summary: "\(news.team) の未課金の使用量は、パック \(payers(news.payers))で相殺されました。\(balance)",
            outlook: [
                "過去の棒グラフは朱色から青に変わり、相殺された分は使用済みと表示されます。",
                "Autodesk の画面に反映されるまで、最大 24 時間かかることがあります。",
            ])
    }
}
