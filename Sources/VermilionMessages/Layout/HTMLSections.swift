import VermilionDomain
import VermilionFormats

/// The parts of a letter, one below the other.
struct HTMLSections: Sendable {
    private let letter: Letter

    init(_ letter: Letter) { self.letter = letter }

    private var words: any Words { letter.words }

    var all: [HTML] {
        [
            opening, facts, points(letter.told.steps, heading: .whatToDo, isNumbered: true), button, chart,
            listing(letter.corrections), listing(letter.consumers), listing(letter.lots),
            points(letter.told.outlook, heading: .whatHappensNext, isNumbered: false), footer,
        ].compactMap(\.self)
    }

    private var opening: HTML? {
        HTML("div", ["dir": "auto", "style": "\(Style.small)letter-spacing:0.4px;"]) { "Vermilion · \(letter.team)" }
            + HTML(
                "h1",
                [
                    "dir": "auto",
                    "style": "margin:4px 0 10px 0;\(Style.fonts)font-size:23px;line-height:30px;color:\(Style.ink);",
                ]
            ) { letter.told.headline }
            + HTML("p", ["dir": "auto", "style": "margin:0;\(Style.text)"]) { letter.told.summary }
    }

    private var facts: HTML? {
        Style.table(["width": "100%", "style": "border-top:1px solid \(Style.line);"]) {
            letter.facts.map { fact in
                HTML("tr") {
                    HTML(
                        "td",
                        [
                            "width": "36%", "valign": "top",
                            "style": "padding:7px 12px 7px 0;border-bottom:1px solid \(Style.line);\(Style.small)",
                        ]
                    ) { fact.label }
                    HTML(
                        "td",
                        [
                            "dir": "auto", "valign": "top",
                            "style": "padding:7px 0;border-bottom:1px solid \(Style.line);\(Style.text)font-weight:600;"
                                + "word-break:break-word;",
                        ]
                    ) { fact.value }
                }
            }
        }
    }

    private var button: HTML? {
        guard letter.offersPurchase else { return nil }
        let blue = "#0672A6"
        return Style.table([:]) {
            HTML("tr") {
                HTML("td", ["bgcolor": blue, "style": "background-color:\(blue);padding:11px 20px;"]) {
                    HTML(
                        "a",
                        [
                            "href": autodeskAccount,
                            "style": "\(Style.fonts)font-size:15px;line-height:20px;font-weight:600;color:#FFFFFF;"
                                + "text-decoration:none;",
                        ]
                    ) { words.term(.buyTokens) }
                }
            }
        }
    }

    private var chart: HTML? {
        letter.chart.map { heading(words.term(.usageByDay)) + HTMLChart($0, words: words).table }
    }

    private func listing(_ listing: Listing?) -> HTML? {
        guard let listing else { return nil }
        return heading(listing.heading)
            + HTML(
                "table",
                [
                    "width": "100%", "cellpadding": "0", "cellspacing": "0", "border": "0",
                    "style": "border-collapse:collapse;",
                ]
            ) {
                HTML("tr") {
                    listing.columns.enumerated().map { index, column in
                        HTML(
                            "th",
                            [
                                "align": column.isNumeric ? "right" : "left", "valign": "bottom", "scope": "col",
                                "style":
                                    "padding:4px \(gap(after: index, of: listing)) 4px 0;border-bottom:1px solid \(Style.line);\(Style.small)"
                                    + "font-weight:600;",
                            ]
                        ) { column.title }
                    }
                }
                listing.rows.map { row in
                    HTML("tr") {
                        row.enumerated().map { index, text in
                            cell(text, in: listing.columns[index], gap: gap(after: index, of: listing))
                        }
                    }
                }
            }
            + (listing.rest.map { rest in HTML("p", ["style": "margin:6px 0 0 0;\(Style.small)"]) { rest } } ?? .empty)
    }

    /// The last column ends where the paper does.
    private func gap(after index: Int, of listing: Listing) -> String {
        index == listing.columns.count - 1 ? "0" : "14px"
    }

    private func cell(_ text: String, in column: TextTable.Column, gap: String) -> HTML {
        let owed = column.kind == .debt && text != "0" ? "color:\(Style.vermilionInk);font-weight:600;" : ""
        let shape = column.isNumeric ? "white-space:nowrap;" : "word-break:break-word;"
        return HTML(
            "td",
            [
                "dir": "auto", "align": column.isNumeric ? "right" : "left", "valign": "top",
                "style":
                    "padding:5px \(gap) 5px 0;border-bottom:1px solid \(Style.track);\(Style.figures)\(shape)\(owed)",
            ]
        ) { text }
    }

    private func points(_ points: [String], heading term: Term, isNumbered: Bool) -> HTML? {
        guard !points.isEmpty else { return nil }
        return heading(words.term(term))
            + Style.table(["width": "100%"]) {
                points.enumerated().map { index, point in
                    HTML("tr") {
                        HTML("td", ["width": "24", "valign": "top", "style": "padding:3px 0;\(Style.text)"]) {
                            isNumbered ? "\(index + 1)." : "•"
                        }
                        HTML("td", ["dir": "auto", "valign": "top", "style": "padding:3px 0;\(Style.text)"]) { point }
                    }
                }
            }
    }

    private var footer: HTML? {
        Style.table(["width": "100%", "style": "border-top:1px solid \(Style.line);"]) {
            HTML("tr") {
                HTML("td", ["dir": "auto", "style": "padding:12px 0 0 0;\(Style.small)"]) {
                    letter.footer.enumerated().map {
                        $0.offset == 0 ? HTML($0.element) : HTML.void("br") + HTML($0.element)
                    }
                    letter.acknowledgement.map { mail in
                        [HTML.void("br"), HTML("a", ["href": mail.link]) { words.term(.acknowledge) }]
                    } ?? []
                }
            }
        }
    }

    private func heading(_ title: String) -> HTML {
        HTML(
            "h2",
            ["style": "margin:8px 0 8px 0;\(Style.fonts)font-size:16px;line-height:22px;color:\(Style.ink);"]
        ) { title }
    }
}
