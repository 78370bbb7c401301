import VermilionDomain
import VermilionSettings

/// Asks on a terminal for what a draft needs, and asks again what the strict reader would not take.
struct Interview {
    /// Nobody answers any more.
    struct Ended: Error {}

    private(set) var draft: Draft
    /// What is wrong with a draft.
    let judge: (Draft) -> [Diagnostic]
    /// Prints a question and reads a line; nil at the end of the input.
    let ask: (String) -> String?
    let complain: (String) -> Void

    init(
        _ draft: Draft, judge: @escaping (Draft) -> [Diagnostic], ask: @escaping (String) -> String?,
        complain: @escaping (String) -> Void
    ) {
        (self.draft, self.judge, self.ask, self.complain) = (draft, judge, ask, complain)
    }

    /// - Parameter change: puts the answer into the draft; false when it is none.
    mutating func take(
        _ question: String, usual: String? = nil, _ change: (inout Draft, String) -> Bool
    ) throws(Ended) {
        while true {
            let line = ask(question + (usual.map { $0.isEmpty ? " (Enter for none)" : " [\($0)]" } ?? "") + ": ")
            guard let line else { throw Ended() }
            let answer = line.isEmpty ? usual ?? "" : line
            var changed = draft
            guard change(&changed, answer) else {
                complain("That is no answer.")
                continue
            }
            let mistakes = judge(changed)
            if mistakes.isEmpty {
                draft = changed
                return
            }
            for mistake in mistakes { complain(mistake.message + (mistake.hint.map { " (\($0))" } ?? "")) }
        }
    }

    mutating func askTeam() throws(Ended) {
        try take("The team, as Autodesk's reports spell it") { draft, answer in
            draft.team = answer
            return true
        }
    }

    mutating func askUsage() throws(Ended) {
        var kind = "1"
        complain(
            """
            Where does usage come from?
              1  Token Usage exports (CSV) in a folder
              2  the Application Management API: a developer hub
              3  the Token Flex API: an enterprise contract
              4  the Business Success Plan API
            """)
        try take("1 to 4", usual: "1") { _, answer in
            kind = answer
            return ["1", "2", "3", "4"].contains(answer)
        }
        let questions = [
            "1": "The files", "2": "The id of the hub", "3": "The number of the contract", "4": "The id of the team",
        ]
        var usual: String?
        if kind == "1", case .csv(let path) = draft.usage { usual = path }
        // Of an API the app is asked for next; until then any stands in its place.
        if kind != "1" { draft.clientID = draft.clientID ?? "client-id" }
        try take(questions[kind] ?? "", usual: usual) { draft, answer in
            switch kind {
            case "2": draft.usage = .applications(hub: answer)
            case "3": draft.usage = .tokenFlex(contract: answer)
            case "4": draft.usage = .insights(context: answer)
            default: draft.usage = .csv(answer)
            }
            return true
        }
    }

    mutating func askClient() throws(Ended) {
        try take("The client id of your app (https://aps.autodesk.com/myapps)") { draft, answer in
            draft.clientID = answer
            return true
        }
    }

    mutating func askPacks() throws(Ended) {
        complain(
            "Which packs were bought? One a line: id, tokens, first day. For example FLEX-2025-07, 500, 2025-07-24")
        var isLast = false
        while !isLast {
            try take("A pack", usual: "") { draft, answer in
                isLast = answer.isEmpty
                guard !isLast else { return true }
                guard let pack = Draft.Pack(answer) else { return false }
                draft.packs.append(pack)
                return true
            }
        }
    }

    mutating func askMail() throws(Ended) {
        var mail = Draft.Mail(server: "", user: nil, from: "", to: [])
        try take("A mail server, such as smtp://mail.example.com", usual: "") { draft, answer in
            mail.server = answer
            if !answer.isEmpty {
                draft.mail = .init(server: answer, user: nil, from: "a@example.com", to: ["a@example.com"])
            }
            return true
        }
        guard !mail.server.isEmpty else { return }
        try take("The user who logs in there", usual: "") { draft, answer in
            draft.mail?.user = answer.isEmpty ? nil : answer
            return true
        }
        try take("The sender, such as Vermilion <vermilion@example.com>") { draft, answer in
            draft.mail?.from = answer
            return true
        }
        try take("Who gets the mails; several with commas between") { draft, answer in
            draft.mail?.to = answer.split(separator: ",").map { String($0.drop { $0 == " " }) }
            return true
        }
    }

    mutating func askChat() throws(Ended) {
        let names = Draft.Chat.allCases.map(\.rawValue).joined(separator: ", ")
        try take("A chat: \(names)", usual: "") { draft, answer in
            draft.chat = Draft.Chat(rawValue: answer)
            return answer.isEmpty || draft.chat != nil
        }
    }
}
