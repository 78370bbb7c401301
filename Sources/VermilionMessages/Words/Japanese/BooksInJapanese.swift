import VermilionDomain

extension Japanese {
    func booksChanged(_ changes: [LotChange], in zone: Zone) -> String {
        "台帳のパックが変更されました: \(list(changes.map { told($0, in: zone) }, most: 5))。"
    }

    private func told(_ change: LotChange, in zone: Zone) -> String {
        switch (change.before, change.after) {
        case (let before?, nil): "パック \(before.id.shown)（\(tokens(before.tokens))）が削除されました"
        case (nil, let after?): "パック \(after.id.shown)（\(tokens(after.tokens))）が追加されました"
        case (let before?, let after?): changed(change.id, before, after, zone)
        case (nil, nil): ""
        }
    }

    private func changed(_ id: LotID, _ before: Lot, _ after: Lot, _ zone: Zone) -> String {
        func moves(_ departures: [Departure], _ verb: String) -> [String] {
            departures.map {
                "パック \(id.shown) から \(tokens($0.tokens))が\(day(zone.day(of: $0.at)))に \($0.to.shown) へ\(verb)"
            }
        }
        let differences = differences(before, after, zone).joined(separator: "、")
        return
            ((differences.isEmpty ? [] : ["パック \(id.shown) の\(differences)に変更されました"])
            + moves(after.departures.filter { !before.departures.contains($0) }, "移動しました")
            + moves(before.departures.filter { !after.departures.contains($0) }, "移動したという登録は取り消されました"))
            .joined(separator: "、")
    }

    private func differences(_ before: Lot, _ after: Lot, _ zone: Zone) -> [String] {
        [
            before.tokens == after.tokens ? nil : "量が \(number(before.tokens)) から \(tokens(after.tokens))",
            before.start == after.start
                ? nil : "開始が \(moment(before.start, in: zone)) から \(moment(after.start, in: zone))",
            before.expires == after.expires
                ? nil : "有効期限が \(moment(before.expires, in: zone)) から \(moment(after.expires, in: zone))",
        ].compactMap(\.self)
    }
}
