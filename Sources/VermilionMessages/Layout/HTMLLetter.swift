import VermilionDomain
import VermilionFormats

/// A letter as an HTML page for mail readers of all ages.
///
/// Classic Outlook draws with Word, Gmail drops style sheets, and readers invert colours without asking: so tables
/// with widths, inline styles, `bgcolor`, middle tones, words beside every colour, and nothing to fetch.
struct HTMLLetter: Sendable {
    let page: HTML

    init(_ letter: Letter) {
        let sections = HTMLSections(letter)
        page = .document(
            HTML("html", ["lang": letter.language.rawValue, "xmlns": "http://www.w3.org/1999/xhtml"]) {
                HTMLLetter.head(letter)
                HTML(
                    "body", ["style": "margin:0;padding:0;background-color:\(Style.ground);", "bgcolor": Style.ground]
                ) {
                    HTMLLetter.preheader(letter)
                    HTMLLetter.frame(letter, content: sections.all)
                }
            })
    }

    private static func head(_ letter: Letter) -> HTML {
        HTML("head") {
            HTML.void("meta", ["charset": "utf-8"])
            HTML.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
            HTML.void("meta", ["name": "color-scheme", "content": "light dark"])
            HTML.void("meta", ["name": "supported-color-schemes", "content": "light dark"])
            HTML("title") { letter.told.subject }
        }
    }

    /// What mail lists show beside the subject.
    private static func preheader(_ letter: Letter) -> HTML {
        let hidden = "display:none;max-height:0;overflow:hidden;mso-hide:all;font-size:1px;line-height:1px;"
        return HTML("div", ["style": hidden + "color:\(Style.ground);"]) { letter.told.summary }
    }

    private static func frame(_ letter: Letter, content: [HTML]) -> HTML {
        Style.table(["width": "100%", "bgcolor": Style.ground]) {
            HTML("tr") {
                HTML("td", ["align": "center", "style": "padding:24px 12px;"]) {
                    Style.table([
                        "width": "640", "bgcolor": Style.paper,
                        "style":
                            "width:100%;max-width:640px;background-color:\(Style.paper);border:1px solid \(Style.line);",
                    ]) {
                        HTML("tr") {
                            HTML(
                                "td",
                                [
                                    "height": "6", "bgcolor": letter.mood.colour.hex,
                                    "style":
                                        "height:6px;font-size:1px;line-height:6px;background-color:\(letter.mood.colour.hex);",
                                ]
                            ) { HTML.space }
                        }
                        content.map { section in
                            HTML("tr") {
                                HTML("td", ["style": "padding:20px 28px 0 28px;\(Style.text)", "align": "left"]) {
                                    section
                                }
                            }
                        }
                        HTML("tr") {
                            HTML("td", ["height": "24", "style": "height:24px;font-size:1px;line-height:24px;"]) {
                                HTML.space
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The looks of a letter.
enum Style {
    static let ground = "#EEF1F4"
    static let paper = "#FFFFFF"
    static let line = "#D5DBE1"
    static let track = "#E9EDF1"
    static let ink = "#1F2A35"
    static let greyInk = "#5B6875"
    /// Darker than the bars, to be read as text on white.
    static let vermilionInk = "#B8401A"

    /// Short, because it stands in every cell: Gmail shows no more than the first 102 kB of a page.
    static let fonts = "font-family:Segoe UI,Helvetica,Arial,Hiragino Sans,Meiryo,Noto Sans CJK JP,sans-serif;"
    static let text = "\(fonts)font-size:15px;line-height:22px;color:\(ink);"
    static let small = "\(fonts)font-size:13px;line-height:19px;color:\(greyInk);"
    static let figures = "\(fonts)font-size:13px;line-height:19px;color:\(ink);"

    /// A table that lays out and is no data for screen readers.
    static func table(
        _ attributes: KeyValuePairs<StaticString, String>, @HTMLBuilder rows: () -> HTML
    ) -> HTML {
        HTML(
            "table", attributes,
            common: ["role": "presentation", "cellpadding": "0", "cellspacing": "0", "border": "0"],
            content: rows)
    }
}
