package import VermilionDomain

/// How the matter stands, for the colour at the top and what else catches the eye.
package enum Mood: Hashable, Sendable {
    case alarm, warning, calm, good

    package init(_ notice: Notice) {
        switch (notice.kind, notice.incident.severity) {
        case (.test, _), (.drill, _): self = .calm
        case (.closed, _): self = notice.isNoLongerWatched ? .calm : .good
        case (_, .critical): self = .alarm
        case (_, .warning): self = .warning
        case (_, .info): self = .calm
        }
    }

    package var colour: Colour {
        switch self {
        case .alarm: .vermilion
        case .warning: .amber
        case .calm, .good: .blue
        }
    }
}
