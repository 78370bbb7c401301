import VermilionDomain

extension Japanese {
    func told(_ news: RetiredNews) -> Told {
        let amount = news.told.map { "、前回の通知では \(tokens($0))" } ?? ""
        let matter = matter(news.kind) + (news.subject.map { "（\($0)）" } ?? "")
        return Told(
            subject: "監視終了: Autodesk チーム \(news.team): \(matter)",
            headline: "\(news.team) は監視対象から外れました",
            summary: "\(news.team) は設定から外されたため、今後は通知しません。"
                + "次の件が解消したかどうかは不明です: \(matter)\(amount)。")
    }

    private func matter(_ kind: Condition.Kind) -> String {
        switch kind {
        case .uncharged: "課金できなかった使用量"
        case .expiry: "パックの有効期限"
        case .low: "トークンの不足"
        case .suspended: "アクセスの停止"
        case .quota: "月間の上限"
        case .stale: "読み取れない取得元"
        case .drift: "残高の差異"
        case .login: "ログイン"
        case .undelivered: "届かなかった通知"
        }
    }
}
