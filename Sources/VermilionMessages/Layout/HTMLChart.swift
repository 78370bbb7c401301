import VermilionDomain
import VermilionFormats

/// Usage by day as table cells in two colours, with the numbers beside them.
struct HTMLChart: Sendable {
    private let chart: DayChart
    private let words: any Words

    init(_ chart: DayChart, words: any Words) { (self.chart, self.words) = (chart, words) }

    var table: HTML {
        HTML(
            "table", ["width": "100%", "cellpadding": "0", "cellspacing": "0", "border": "0"]
        ) {
            if chart.earlierDays > 0 {
                HTML("tr") {
                    HTML("td", ["colspan": "4", "style": "padding:0 0 6px 0;\(Style.small)"]) {
                        words.earlier(days: chart.earlierDays, chart.earlier)
                    }
                }
            }
            HTML("tr") {
                title(words.term(.day), align: "left")
                HTML("th", ["width": "58%", "style": Style.small]) { HTML.space }
                title(words.term(.tokens), align: "right")
                title(words.term(.uncharged), align: "right", gap: 0)
            }
            chart.days.map(row)
        } + legend
    }

    private func title(_ text: String, align: String, gap: Int = 14) -> HTML {
        HTML(
            "th",
            [
                "align": align, "scope": "col", "style": "padding:0 \(gap)px 4px 0;\(Style.small)font-weight:600;",
            ]
        ) { text }
    }

    private func row(_ day: DayChart.Day) -> HTML {
        let owed = day.split.uncharged > .zero
        return HTML("tr") {
            number(day.day.description, align: "left", isOwed: false)
            HTML("td", ["width": "58%", "style": "padding:3px 12px 3px 0;"]) { bar(day) }
            number(day.split.tokens.description, align: "right", isOwed: false)
            number(day.split.uncharged.description, align: "right", isOwed: owed, gap: 0)
        }
    }

    private func number(_ text: String, align: String, isOwed: Bool, gap: Int = 14) -> HTML {
        let colour = isOwed ? "color:\(Style.vermilionInk);font-weight:600;" : ""
        return HTML(
            "td",
            [
                "align": align, "style": "padding:3px \(gap)px 3px 0;white-space:nowrap;\(Style.figures)\(colour)",
            ]
        ) { text }
    }

    /// Widths in percent; they add up to 100.
    private func bar(_ day: DayChart.Day) -> HTML {
        let bar = chart.bar(day, width: 100)
        return Style.table(["width": "100%", "style": "table-layout:fixed;"]) {
            HTML("tr") {
                HTMLChart.stretch(bar.paid, colour: Colour.blue.hex)
                HTMLChart.stretch(bar.uncharged, colour: Colour.vermilion.hex)
                HTMLChart.stretch(bar.rest, colour: Style.track)
            }
        }
    }

    private static func stretch(_ percent: Int, colour: String) -> HTML {
        guard percent > 0 else { return .empty }
        return HTML(
            "td",
            [
                "width": "\(percent)%", "height": "14", "bgcolor": colour,
                "style": "width:\(percent)%;height:14px;font-size:1px;line-height:14px;background-color:\(colour);",
            ]
        ) { HTML.space }
    }

    private var legend: HTML {
        Style.table(["style": "margin:8px 0 0 0;"]) {
            HTML("tr") {
                HTMLChart.swatch(Colour.blue.hex)
                HTML("td", ["style": "padding:0 18px 0 7px;\(Style.small)"]) { words.term(.paidLegend) }
                HTMLChart.swatch(Colour.vermilion.hex)
                HTML("td", ["style": "padding:0 0 0 7px;\(Style.small)"]) { words.term(.unchargedLegend) }
            }
        }
    }

    private static func swatch(_ colour: String) -> HTML {
        HTML(
            "td",
            [
                "width": "14", "height": "12", "bgcolor": colour,
                "style": "width:14px;font-size:1px;line-height:12px;background-color:\(colour);",
            ]
        ) { HTML.space }
    }
}
