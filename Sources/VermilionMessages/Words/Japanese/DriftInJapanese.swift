import VermilionDomain

extension Japanese {
    func told(_ news: DriftNews) -> Told {
        guard let drift = news.drift else {
            return Told(
                subject: "解消: Autodesk チームの残高の差異: \(news.team)、台帳と一致しました",
                headline: "確認された残高は台帳と一致しました",
                summary: "\(news.team) について最後に確認された残高は、その時点の台帳と一致しています。"
                    + "現在の残高は \(tokens(news.balance))です。")
        }
        let gap = "\(tokens(drift.difference.magnitude))\(drift.difference < .zero ? "少ない" : "多い")"
        return Told(
            subject: "Autodesk チームの残高が台帳と異なります: \(news.team)、台帳より \(gap)\(news.change.stateInJapanese)",
            headline: "確認された残高は台帳より \(gap)",
            summary: "\(moment(drift.observed.at, in: news.zone)) に確認された \(news.team) の残高は "
                + "\(tokens(drift.observed.available))で、その時点の台帳（\(tokens(drift.ledger))）より \(gap)値です。"
                + origin(of: drift, zone: news.zone),
            steps: steps(for: drift),
            outlook: [
                "次に確認した残高（vermilion observe）が一致するか、遅れて届く使用量やパックで説明がつけば解消します。"
                    + "使用量の反映には最大 1 日かかります。",
                "確認された残高は比較に使うだけで、台帳は変更しません。",
            ])
    }

    private func origin(of drift: Drift, zone: Zone) -> String {
        let to = moment(drift.origin.to, in: zone)
        guard let from = drift.origin.from else { return "差は最初に残高を確認した時点（\(to)）より前に生じていました。" }
        let part =
            drift.origin.difference == drift.difference ? "" : " \(tokens(drift.origin.difference.magnitude))の"
        return "\(part.drop { $0 == " " })差は \(moment(from, in: zone)) から \(to) までの間に生じました。"
    }

    private func steps(for drift: Drift) -> [String] {
        let guesses = drift.explanations.map { explanation in
            switch explanation {
            case .purchaseNotEntered(let amount):
                "約 \(tokens(amount))の購入が登録されていない可能性があります: vermilion lots add。"
            case .otherProducts:
                "デスクトップ製品が同じトークンを使用した可能性があります。その使用量は取得元に含まれません。"
            case .dayMissing(let date, let amount):
                "1 日分の使用量が欠けている可能性があります。\(day(date))の使用量（\(tokens(amount))）と同じ量です。"
            case .dayDoubled(let date, let amount):
                "\(day(date))の使用量（\(tokens(amount))）が二重に集計されている可能性があります（例: 2 つのファイル）。"
            }
        }
        return guesses.isEmpty ? ["その期間の使用量を Autodesk のレポートと比較してください: vermilion statement。"] : guesses
    }
}
