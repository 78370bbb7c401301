import VermilionDomain

extension Japanese {
    func told(_ news: LowNews) -> Told {
        let amount = tokens(news.available)
        let share = news.percent.map { "（有効なパックの購入量の \($0)%）" } ?? ""
        guard news.change != .closed else {
            return Told(
                subject: "解消: Autodesk チームのトークン不足: \(news.team)、利用可能 \(amount)",
                headline: "トークンは十分になりました: \(amount)",
                summary: "\(news.team) で利用できるトークンは \(amount)\(share)で、不足のおそれはなくなりました。")
        }
        return Told(
            subject: "Autodesk チームのトークンが残りわずかです: \(news.team)、残り \(amount)\(news.change.stateInJapanese)",
            headline: "残り \(amount)です",
            summary: "\(news.team) で利用できるトークンは \(amount)\(share)です。\(prospect(of: news.forecast))",
            steps: [
                "なくなる前に \(autodeskAccount) でトークンを購入してください。"
                    + "購入は \(wholeTokens(Purchase.least))から、1 トークン単位です。",
                "購入を Vermilion に登録します: vermilion lots add を実行するか、設定の lots に追加してください。",
            ],
            outlook: ["利用可能なトークンがなくなると、以後の使用は未課金になり、棒グラフは朱色になります。"])
    }
    /// How long the tokens last if usage goes on as before.
    private func prospect(of forecast: Forecast?) -> String {
        guard let forecast else { return "使用履歴が不足しているため、いつまで足りるかは予測できません。" }
        return (forecast.days ?? 0) == 0 ? "" : "現在の使用ペースでは \(end(of: forecast))になくなる見込みです。"
    }
}
