extension Demand {
    /// The kinds of requirements, by the word that a profile writes behind `kind=`.
    enum Kind: String, CaseIterable {
        case interface
        case architecture
        case kernelVersion = "kernel-version"
        case distribution
        case openShift = "openshift"
        case kernelFeature = "kernel-feature"
        case capability
        case port
        case datastore
        case check

        /// The kind that a row names; its id must be one that such rows have.
        /// - Parameter checks: the ids of rows of kind `check`; nil where they are not known.
        init(of row: ProfileGroup, checks: [String]?) throws(ProfileError) {
            let word = try row.text("kind")
            guard let kind = Kind(rawValue: word) else {
                throw ProfileError(
                    .unknownKind(word, allowed: Self.allCases.map(\.rawValue)), row.facts["kind"]?.place ?? row.place)
            }
            let ids = kind.ids(checks: checks)
            // Most are spelled out, and a comparison is quicker than a look at the last character.
            let hasKnownID =
                ids.contains(row.id)
                || ids.contains { $0.hasSuffix("*") && row.id.utf8.starts(with: $0.utf8.dropLast()) }
            guard hasKnownID else { throw ProfileError(.unknownID(row.id, allowed: ids), row.place) }
            self = kind
        }

        /// The ids of its rows; `*` at the end stands for a name of the row's own.
        private func ids(checks: [String]?) -> [String] {
            switch self {
            case .interface: ["interface.*"]
            case .architecture: ["node.architecture"]
            case .kernelVersion: ["node.kernel.version", "node.kernel.version-*"]
            case .distribution: ["node.distribution"]
            case .openShift: ["openshift.version"]
            case .kernelFeature: ["kernel.feature.*"]
            case .capability: ["privilege.*"]
            case .port: ["port.*"]
            case .datastore: ["datastore.*"]
            case .check: checks ?? ["*"]
            }
        }

        /// The keys that its rows take besides those of every row.
        var keys: [String] {
            switch self {
            case .interface: ["pattern", "link"]
            case .architecture: ["accept"]
            case .kernelVersion: ["minimum", "backports"]
            case .distribution: ["known"]
            case .openShift: ["minimum"]
            case .kernelFeature: ["any-of", "any-of6", "told-by", "replaced-by"]
            case .capability: ["capability"]
            case .port: ["protocol", "numbers", "over", "direction", "role"]
            case .datastore: ["store"]
            case .check: []
            }
        }
    }
}
