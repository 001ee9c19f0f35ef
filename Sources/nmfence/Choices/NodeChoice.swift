/// Which machine is looked at, and how.
struct NodeChoice {
    /// The machine's root directory.
    var root = "/"
    /// The profile whose requirements are evaluated; nil for the usual one.
    var profile: String?
    /// Name patterns to fence beside the profile's.
    var patterns: [String] = []
    /// Whether nothing is asked of the bus.
    var isOffline = false
    /// The bus that NetworkManager is on, as a D-Bus address; nil for the machine's own.
    var bus: String?
    /// The version of NetworkManager to predict for; nil for the one that is there.
    var networkManagerVersion: String?
    /// When the whole run ends, in seconds from now.
    var timeout = 30.0

    /// Takes a word of the command line where it is one of these.
    mutating func take(_ word: String, _ words: inout UsualWords) -> Bool {
        switch word {
        case "--root": words.value(for: &root)
        case "--profile": words.value(for: &profile)
        case "--pattern": words.value(of: &patterns)
        case "--bus": words.value(for: &bus)
        case "--nm-version": words.value(for: &networkManagerVersion)
        case "--offline": words.flag(&isOffline)
        default: false
        }
    }
}
