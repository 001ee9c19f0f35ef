import KeyFile

/// A `[device*]` group, with the line of whatever it says.
struct MatchSection: Sendable {
    /// The name, without brackets.
    let name: RawText
    /// `match-device`; nil where it is absent and the group is for all devices.
    let matchDevice: [SourceToken]?
    /// `stop-match=yes`: nothing behind this group is asked any more.
    let stopsMatch: Origin?
    /// `managed`, as text; nil where it is absent or cannot be read as text.
    let managed: (text: RawText, origin: Origin)?
    /// Why the group may say something else.
    let uncertainty: Uncertainty?

    init(_ name: RawText, in merged: MergedConfiguration, version: NetworkManagerVersion?) {
        self.name = name
        matchDevice = merged.value(of: "match-device", in: name)?.sources
        let stop = merged.value(of: "stop-match", in: name)
        stopsMatch = MergeRules.boolean(stop?.value) == true ? stop?.origin : nil
        // Properties are read as text, with escapes, unlike lists: what is not text is not there.
        managed = merged.value(of: "managed", in: name).flatMap { value in
            KeyFile.unescaped(value.value).map { ($0, value.origin) }
        }
        let keys: [RawText] = ["match-device", "stop-match", "managed"]
        uncertainty = keys.lazy.compactMap { merged.uncertainty(of: $0, in: name) }.first
    }
}
