import VermilionDomain

extension Japanese {
    func told(_ news: StaleNews) -> Told {
        let time = length(news.silence)
        guard !news.isNoLongerWatched else {
            return Told(
                subject: "終了: Autodesk チームの使用量を読み取れない状態: \(news.team)、\(news.source) は監視対象外です",
                headline: "\(news.source) は監視対象から外れました",
                summary: "\(news.source) は \(news.team) の取得元から外されました。その使用量は集計に含まれません。"
                    + "読み取りが復旧したかどうかは不明です。")
        }
        guard news.change != .closed else {
            return Told(
                subject: "解消: Autodesk チームの使用量を読み取れない状態: \(news.team)、\(news.source) は復旧しました",
                headline: "\(news.source) を再び読み取れるようになりました",
                summary: "\(news.team) の使用量を \(news.source) から再び読み取れるようになりました。")
        }
        if let end = news.dataUntil {
            return Told(
                subject: "Autodesk チームの新しいデータがありません: \(news.team)、\(news.source)、\(time)"
                    + news.change.stateInJapanese,
                headline: "\(news.source) に \(time)新しいデータがありません",
                summary: "\(news.team) の \(news.source) は応答していますが、データは \(moment(end, in: news.zone)) までです。"
                    + "それ以降の使用量はどの数値にも含まれていません。",
                steps: ["Autodesk 側で遅延が告知されていないか確認してください。通常の遅れは 1 日程度です。"],
                outlook: ["新しいデータが届くと解消となります。", "読み取れないことを解消とはみなしません。最後に正しく読み取れた時点の状態が続いているものとして扱います。"])
        }
        let problem = news.problem.map { "直近の結果: \($0)。" } ?? ""
        return Told(
            subject: "Autodesk チームの使用量を読み取れません: \(news.team)、\(news.source)、\(time)"
                + news.change.stateInJapanese,
            headline: "\(news.source) を \(time)読み取れていません",
            summary: "\(news.team) の使用量を \(news.source) から \(time)読み取れていません。\(problem)"
                + "復旧するまで、このチームの数値はすべて最後に正しく読み取れた時点のものです。",
            steps: [
                news.problem == nil
                    ? "取得元にデータがあるか確認してください: vermilion check。"
                    : "直近の結果に示された問題を直してから確認してください: vermilion check。"
            ],
            outlook: ["読み取れないことを解消とはみなしません。最後に正しく読み取れた時点の状態が続いているものとして扱います。"])
    }
}
