import VermilionDomain

extension Japanese {
    func told(_ news: UndeliveredNews) -> Told {
        let name = news.channel
        switch news.state {
        case .works:
            return Told(
                subject: "解消: Autodesk チームの通知: \(news.team)、チャンネル \(name) は復旧しました",
                headline: "チャンネル \(name) は復旧しました",
                summary: "\(news.team) に関するメッセージが、チャンネル \(name) で再び届くようになりました。"
                    + "それまでに届かなかったものは保管されています: vermilion deliveries --dead。")
        case .unwatched:
            return Told(
                subject: "終了: Autodesk チームの通知: \(news.team)、チャンネル \(name) は使用されていません",
                headline: "チャンネル \(name) は使用されなくなりました",
                summary: "\(news.team) の通知先からチャンネル \(name) が外されました。届くようになったかどうかは不明です。")
        case .dead(let count, let reason):
            return Told(
                subject: "Autodesk チームの通知が届いていません: \(news.team)、チャンネル \(name)"
                    + news.change.stateInJapanese,
                headline: "チャンネル \(name) のメッセージが届いていません",
                summary: "\(news.team) に関するメッセージ \(count) 件がチャンネル \(name) で届いておらず、自動では再送されません。"
                    + "直近の結果: \(reason)。",
                steps: [
                    "チャンネルの設定を直し、確認してください: vermilion test \(name)。",
                    "届かなかったものを確認し、再送してください: vermilion deliveries --dead、vermilion resend ID。",
                ],
                outlook: ["このチャンネルでメッセージが再び届くと解消となります。"])
        }
    }
}
