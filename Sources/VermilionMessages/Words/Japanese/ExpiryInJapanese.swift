import VermilionDomain

extension Japanese {
    func told(_ news: ExpiryNews) -> Told {
        let date = news.expires.map { day(news.zone.day(of: $0)) }
        let on = date.map { "\($0)に" } ?? ""
        let amount = tokens(news.tokens)
        switch news.state {
        case .ahead(let left):
            return Told(
                subject: "Autodesk チームのトークンが期限切れになります: \(news.team)、パック \(news.lot) の \(amount)"
                    + (date.map { "、\($0)" } ?? "") + news.change.stateInJapanese,
                headline: "\(amount)が \(length(left))後に失効します",
                summary: "\(news.team) のパック \(news.lot) には \(amount)が残っています。"
                    + "\(length(left))後、\(on)期限が切れ、使わなかった分は失効します。\(prospect(of: news))",
                steps: ["期限までにトークンを使用してください。期限の近いパックから先に使われます。"],
                outlook: ["期限が切れると残りは失効します。ほかに有効なパックがなければ、その後の使用は未課金になります。"])
        case .lapsed:
            let over = news.change == .closed ? "終了: " : ""
            return Told(
                subject: "\(over)Autodesk チームのトークンが失効しました: \(news.team)、パック \(news.lot) の \(amount)"
                    + (date.map { "、\($0)" } ?? ""),
                headline: "パック \(news.lot) が期限切れになり、\(amount)が失効しました",
                summary: "\(news.team) のパック \(news.lot) は\(on)期限が切れ、残っていた \(amount)が失効しました。"
                    + "現在の残高は \(tokens(news.balance))です。",
                outlook: news.balance > .zero ? [] : ["利用可能なトークンはありません。購入するまで、以後の使用は未課金になります。"])
        case .usedUp:
            return Told(
                subject: "解消: Autodesk チームのトークンの期限: \(news.team)、パック \(news.lot) は期限前に使い切りました",
                headline: "パック \(news.lot) は期限前に使い切りました",
                summary: "\(news.team) のパック \(news.lot) に残りはなく、失効するトークンはありません。")
        case .moved(let moved):
            return Told(
                subject: "解消: Autodesk チームのトークンの期限: \(news.team)、パック \(news.lot) に残りはありません",
                headline: "パック \(news.lot) に残りはありません",
                summary: "\(news.team) のパック \(news.lot) のうち \(tokens(moved))は別のチームへ移動し、ほかは使用されたため、"
                    + "ここで失効するトークンはありません。")
        case .prolonged:
            return Told(
                subject: "解消: Autodesk チームのトークンの期限: \(news.team)、パック \(news.lot) の期限が変わりました",
                headline: "パック \(news.lot) の期限は近くなくなりました",
                summary: "\(news.team) のパック \(news.lot) の有効期限が\(date.map { " \($0)に" } ?? "")変更されました。")
        case .removed:
            return Told(
                subject: "終了: Autodesk チームのトークンの期限: \(news.team)、パック \(news.lot) は削除されました",
                headline: "パック \(news.lot) は削除されました",
                summary: "パック \(news.lot) は \(news.team) のパックから削除されたため、期限の監視を終了します。")
        }
    }
    /// What is left at the expiry if usage goes on as before.
    private func prospect(of news: ExpiryNews) -> String {
        guard let lapse = news.willLapse, let bought = news.bought, let expires = news.expires else {
            return "失効する量の予測には、少なくとも \(days(Int64(UsageRate.leastHistory)))分の使用履歴が必要です。"
        }
        return lapse == .zero
            ? "現在の使用ペースでは、期限までに使い切る見込みです。"
            : "現在の使用ペースでは、\(willLapse(lapse, of: bought, on: news.zone.day(of: expires)))です。"
    }
}
