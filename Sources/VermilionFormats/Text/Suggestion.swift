/// "Did you mean": the known word that is nearest to a wrong one.
package enum Suggestion {
    /// Nil when none is near enough to be worth a line.
    package static func nearest(to word: String, among known: some Sequence<String>) -> String? {
        let wanted = Array(word.lowercased())
        guard wanted.count <= 64 else { return nil }
        let limit = max(1, wanted.count / 3)
        var best: (word: String, distance: Int)?
        for candidate in known where candidate != word {
            let letters = Array(candidate.lowercased())
            guard abs(letters.count - wanted.count) <= limit else { continue }
            let distance = distance(wanted, letters)
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.word
    }

    package static func hint(for word: String, among known: some Sequence<String>) -> String? {
        nearest(to: word, among: known).map { "did you mean `\($0)`?" }
    }

    /// Insertions, deletions, exchanges, and neighbours swapped (optimal string alignment).
    static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var beforeLast: [Int] = []
        var last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, beforeLast[j - 1] + 1) }
                row.append(best)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count]
    }
}
