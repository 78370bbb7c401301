import VermilionDomain

/// A team's pack expires, its usage becomes uncharged, a purchase settles it.
enum Story {
    struct Scene {
        let at: Instant
        let heading: String
        let tells: String
        let configuration: String
        let export: String
        /// Kinds of incidents whose mails are shown in full.
        let mails: Set<Condition.Kind>
        let showsStatement: Bool

        func showsMail(of notice: Notice) -> Bool { mails.contains(notice.incident.kind) }
    }

    static let opening = """
        A year ago Acme Design bought a pack of 500 Autodesk tokens. Its app, "Viewer 2-legged Basic Process",
        runs Model Derivative complex jobs at 0.5 tokens each. Vermilion reads the team's usage export.

        """

    static func ending(kept directory: String?) -> String {
        let mails =
            directory.map {
                """
                Everything is in \($0): vermilion.yaml, usage.csv, the state, and the mails in mail/new.
                Try: vermilion statement --config \($0)/vermilion.yaml --as-of 2025-07-25

                """
            } ?? """
                To keep the configuration, the state and the mails: vermilion demo --keep DIRECTORY

                """
        return "\nThat is the whole story: before, when, and when it was over.\n" + mails
    }

    static let scenes: [Scene] = [
        scene(
            (6, 22), hour: 9, "A month before: the pack is about to expire",
            "The timer runs vermilion check. Most of the pack is unused, and it expires in 30 days.", mails: [.expiry]),
        scene((7, 21), hour: 9, "The last day", "What is left will lapse tomorrow."),
        scene((7, 22), hour: 9, "The pack has expired", "From here on nothing pays for usage."),
        scene(
            (7, 23), hour: 20, "The bars turn vermilion",
            "The app went on: 3 jobs on the 22nd, 4 on the 23rd. 3.5 tokens are uncharged.", mails: [.uncharged]),
        scene(
            (7, 24), hour: 9, "The next poll",
            "Nothing has changed, so nothing is sent: one notice for one thing worth telling."),
        scene(
            (7, 24), hour: 12, "Someone buys 100 tokens",
            "The pack is added to the configuration. It pays the 3.5 first, and the past bars turn blue.",
            bought: true, mails: [.uncharged], statement: true),
    ]

    private static func scene(
        _ day: (month: Int, day: Int), hour: Int, _ title: String, _ tells: String, bought: Bool = false,
        mails: Set<Condition.Kind> = [], statement: Bool = false
    ) -> Scene {
        let date = CivilDate(year: 2025, month: day.month, day: day.day) ?? .latest
        let at = Zone.utc.startOfDay(date) + .hours(hour)
        return Scene(
            at: at, heading: "\(date) \(twoDigits(hour)):00  \(title)", tells: tells,
            configuration: configuration(bought: bought), export: export(at: at), mails: mails,
            showsStatement: statement)
    }

    private static func configuration(bought: Bool) -> String {
        """
        state: state
        teams:
          - name: Acme Design
            sources:
              - csv: usage.csv
            lots:
              - { id: FLEX-2024-07, tokens: 500, start: 2024-07-22 }

        """ + (bought ? "      - { id: FLEX-2025-07, tokens: 100, start: 2025-07-24 }\n" : "") + """
                notify: [mail, journal]
            channels:
              mail: { maildir: mail }
              journal: { log: {} }

            """
    }

    /// Jobs by day; one takes half a token.
    private static let jobs: [(day: String, count: Int64)] = [
        ("2025-06-03", 10), ("2025-06-12", 13), ("2025-06-20", 8), ("2025-07-01", 14), ("2025-07-08", 11),
        ("2025-07-14", 9), ("2025-07-16", 12), ("2025-07-18", 7), ("2025-07-21", 10), ("2025-07-22", 3),
        ("2025-07-23", 4),
    ]

    /// What the portal would export in the evening; in the morning of a day it has nothing of that day.
    private static func export(at now: Instant) -> String {
        let last = Zone.utc.day(of: now - .hours(12)).description
        return jobs.filter { $0.day <= last }.reduce(into: "team,day,app,api,tokens\n") { text, day in
            let tokens = Tokens(micro: day.count * Tokens.microPerToken / 2)
            text += "Acme Design,\(day.day),Viewer 2-legged Basic Process,Model Derivative complex job,\(tokens)\n"
        }
    }
}
