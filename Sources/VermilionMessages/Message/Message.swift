package import VermilionDomain
import VermilionFormats

/// What a notice says, in the reader's language: once as a mail's two texts, and in parts for chats and logs.
///
/// A pure function of the notice and the channel's templates: the same notice gives the same words, whenever it is sent.
package struct Message: Hashable, Sendable {
    /// One line that tells the matter on its own, with team and amount.
    package let subject: String
    /// One short line for the top of a page.
    package let headline: String
    /// Two or three sentences.
    package let summary: String
    package let facts: [Fact]
    /// Usage by day as bars of block characters with their legend, on several lines; empty when there is none to show.
    package let bars: String
    /// As of when, how old the figures are, when the next reminder is due, how to acknowledge; one matter a line.
    package let footer: String
    /// All of it as plain text of at most 76 columns, or what the channel's template makes of it.
    package let text: String
    /// All of it as a page that needs nothing from elsewhere, or the channel's.
    package let html: String
    package let mood: Mood
    /// Why the words are the built-in ones though the channel has its own; it also stands in the footer. Nil when they are
    /// as they should be.
    package let failure: String?
    private let chart: DayChart?
    let language: Language

    package init(of notice: Notice, for reader: Reader) {
        var letter = Letter(notice, for: reader)
        var pages: [Templates.Part: String] = [:]
        var failure: String?
        do throws(Templates.Failure) {
            pages = try reader.templates.reword(&letter, of: notice, zone: reader.zone)
        } catch {
            // All of it is built in then: half of the one and half of the other would help nobody. First, because chats cut
            // what stands last.
            let words = letter.words.templateFailed(error.part, error.reason)
            letter.footer.insert(words, at: 0)
            failure = words
        }
        self.failure = failure
        subject = letter.told.subject
        headline = letter.told.headline
        summary = letter.told.summary
        facts = letter.facts
        bars = letter.bars
        footer = letter.footer.joined(separator: "\n")
        text = pages[.text].map { $0 + "\n" } ?? TextLetter(letter).text
        html = pages[.html] ?? HTMLLetter(letter).page.markup
        mood = letter.mood
        chart = letter.chart
        language = letter.language
    }

    /// The bars for columns as few as a telephone shows.
    package var narrowBars: String { chart?.text(width: 44, palette: .plain, words: language.words) ?? "" }

    /// The last two weeks of usage where no font has a fixed width: days, and coloured squares with the amount.
    package var squares: [Fact] { chart?.squares(most: 14, width: 10) ?? [] }

    /// What the squares mean; empty when there are none.
    package var squaresLegend: String {
        let words = language.words
        return chart.map { _ in "🟦 \(words.term(.paidLegend))   🟧 \(words.term(.unchargedLegend))" } ?? ""
    }

    /// A month of usage on one line; empty when there is none.
    package var spark: String { chart?.spark(most: 31) ?? "" }
}

/// A figure with what it is.
package struct Fact: Hashable, Sendable {
    package let label: String
    package let value: String

    package init(label: String, value: String) { (self.label, self.value) = (label, value) }
}
