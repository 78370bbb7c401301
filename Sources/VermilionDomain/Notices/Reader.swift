/// For whom a notice is written.
package struct Reader: Hashable, Sendable {
    package let language: Language
    /// Days and times are told in this zone.
    package let zone: Zone
    /// Of the channel through which it is told.
    package var templates = Templates()
    /// The address that reads acknowledgements by mail; nil when none does.
    package var acknowledgesTo: String?

    package init(language: Language, zone: Zone) { (self.language, self.zone) = (language, zone) }
}

package enum Language: String, Hashable, Sendable, CaseIterable {
    case english = "en"
    case japanese = "ja"
}
