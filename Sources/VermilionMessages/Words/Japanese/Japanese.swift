import VermilionDomain

struct Japanese: Words {
    func tokens(_ tokens: Tokens) -> String { "\(number(tokens)) トークン" }

    func wholeTokens(_ tokens: Int64) -> String { "\(number(tokens)) トークン" }

    func day(_ day: CivilDate) -> String {
        let (year, month, date) = day.components
        return "\(year)年\(month)月\(date)日"
    }

    func days(_ count: Int64) -> String { "\(count) 日" }

    func length(_ duration: Duration) -> String {
        let minutes = duration.components.seconds / 60
        switch minutes {
        case ..<1: return "1 分未満"
        case ..<60: return "\(minutes) 分"
        case ..<2_880: return "\(minutes / 60) 時間"
        default: return days(minutes / 1_440)
        }
    }

    func list(_ names: [String], most: Int) -> String {
        let shown = names.prefix(most).joined(separator: "、")
        return names.count > most ? "\(shown)、ほか \(names.count - most) 件" : shown
    }

    func payers(_ payers: [Notice.Payer]) -> String {
        list(payers.map { "\($0.lot.shown)（\(tokens($0.tokens))）" }, most: 5)
    }

    func willLapse(_ tokens: Tokens, of bought: Tokens, on day: CivilDate) -> String {
        "\(self.day(day))に \(self.tokens(bought))のうち \(self.tokens(tokens))が失効する見込み"
    }

    func lasts(until day: CivilDate, days: Int64) -> String { "\(self.day(day))（\(self.days(days))後）" }

    func share(_ percent: Int64, of tokens: Tokens) -> String { "\(percent)%（\(self.tokens(tokens))）" }

    func amount(_ tokens: Tokens, at moment: String) -> String { "\(self.tokens(tokens))（\(moment)）" }

    func mean(_ rate: UsageRate) -> String { "\(days(Int64(rate.days)))間に \(tokens(rate.tokens))" }

    func more(_ count: Int) -> String { "… ほか \(count) 件" }

    func earlier(days count: Int, _ split: Statement.Split) -> String {
        "… これ以前の \(days(Int64(count)))分: \(tokens(split.tokens))（うち未課金 \(number(split.uncharged))）"
    }

    func asOf(_ moment: String) -> String { "\(moment) 現在" }
    func sent(_ moment: String) -> String { "\(moment) に vermilion test で送信しました。" }

    func verified(_ source: String, _ age: String, _ moment: String) -> String {
        "最終確認は \(age)前です。\(source) を最後に正しく読み取れたのは \(moment) です。"
    }

    func neverRead(_ source: String) -> String { "未確認: \(source) はまだ一度も正しく読み取れていません。" }
    func provisional(from day: CivilDate) -> String {
        "\(self.day(day)) 以降は暫定値です（使用量の反映は最大 1 日遅れ、当日は途中経過です）。"
    }
    func nextReminder(_ moment: String) -> String { "解消されない場合、次の再通知は \(moment) の予定です。" }

    func acknowledge(_ id: IncidentID) -> String {
        "再通知を止めるには vermilion ack \(id) を実行してください（悪化と解消は引き続き通知します）。"
    }

    func acknowledge(byMail subject: String, to address: String) -> String {
        "メールでも止められます。宛先 \(address)、件名: \(subject)"
    }

    var acknowledgeOne: String { "個別に再通知を止めるには、vermilion ack に末尾の ID を付けて実行してください。" }
    func acknowledged(_ moment: String) -> String { "\(moment) に確認済みのため、再通知は行いません。" }
    func reference(_ id: IncidentID, _ notice: NoticeID) -> String { "インシデント \(id)、通知 \(notice.number)" }

    func templateFailed(_ part: Templates.Part, _ reason: TemplateFailure) -> String {
        let why =
            switch reason {
            case .mistake(let message): message
            case .empty: "結果が空でした"
            case .tooLong(let most): "結果が \(most) 文字を超えました"
            }
        return "このチャンネルのテンプレート `\(part.rawValue)` を使用できなかったため、標準の文面でお知らせしています: \(why)。"
    }

    func told(_ news: TestNews) -> Told {
        Told(
            subject: "Vermilion からの\(news.isDrill ? "通知訓練" : "テスト通知")（Autodesk チーム）: \(news.team)",
            headline: "これは\(news.isDrill ? "訓練" : "テスト")です",
            summary: (news.isDrill
                ? "vermilion drill ですべての通知先へ送信した訓練通知です。" : "vermilion test で送信したテスト通知です。")
                + "トークンの状況を示すものではありません。"
                + "このメッセージが読めれば、\(news.team) の通知はここに届きます。")
    }

    func told(_ digest: Digest) -> Told {
        let (count, teams) = (digest.entries.count, list(digest.teams.map { TeamName($0).shown }, most: 3))
        return Told(
            subject: "Autodesk トークンのお知らせ \(count) 件（まとめ）: \(teams)", headline: "お知らせのまとめ（\(count) 件）",
            summary: "緊急のものは含まれていません。緊急の通知は、まとめずにその都度お送りします。")
    }
}

extension Notice.Kind {
    /// What stands behind a subject to tell a later notice from the first.
    var stateInJapanese: String {
        switch self {
        case .raised: "（悪化）"
        case .corrected: "（訂正）"
        case .reminder: "（再通知）"
        case .opened, .closed, .test, .drill, .digest: ""
        }
    }
}
