import VermilionDomain

extension English {
    func told(_ news: UndeliveredNews) -> Told {
        let name = news.channel
        switch news.state {
        case .works:
            return Told(
                subject: "Over: messages about your Autodesk team: \(news.team), channel \(name) works again",
                headline: "Channel \(name) works again",
                summary:
                    "A message about \(news.team) got through channel \(name) again. What did not get through before "
                    + "is kept: vermilion deliveries --dead.")
        case .unwatched:
            return Told(
                subject: "Over: messages about your Autodesk team: \(news.team), channel \(name) is no longer used",
                headline: "Channel \(name) is no longer used",
                summary:
                    "\(news.team) is not told of through channel \(name) any more; whether it would work is not known.")
        case .dead(let count, let reason):
            let messages = count == 1 ? "1 message" : "\(count) messages"
            return Told(
                subject: "Messages about your Autodesk team do not get through: \(news.team), channel \(name)"
                    + news.change.stateInEnglish,
                headline: "Channel \(name) does not get messages through",
                summary:
                    "\(messages) about \(news.team) did not get through channel \(name), and will not be tried again "
                    + "by themselves. The last attempt said: \(reason).",
                steps: [
                    "Mend the channel, and try it: vermilion test \(name).",
                    "See what did not get through, and send it again: vermilion deliveries --dead, vermilion resend ID.",
                ],
                outlook: ["It is over when a message gets through the channel again."])
        }
    }
}
