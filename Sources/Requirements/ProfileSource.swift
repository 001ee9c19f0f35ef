import KeyFile

/// The file of one profile as it is written, before those that it builds on are laid beneath.
struct ProfileSource {
    let name: String
    let header: [String: String]
    /// The configuration symbols of modules.
    let symbols: [String: String]
    let rows: [(id: String, facts: [String: String])]

    /// The files that are built into the program, in the order of their releases.
    private static let files: [(name: String, contents: @Sendable () -> [UInt8])] = [
        ("calico-3.16", { PackageResources.calico_3_16_conf }),
        ("calico-3.18", { PackageResources.calico_3_18_conf }),
        ("calico-3.19", { PackageResources.calico_3_19_conf }),
        ("calico-3.21", { PackageResources.calico_3_21_conf }),
        ("calico-3.23", { PackageResources.calico_3_23_conf }),
        ("calico-3.24", { PackageResources.calico_3_24_conf }),
        ("calico-3.25", { PackageResources.calico_3_25_conf }),
        ("calico-3.27", { PackageResources.calico_3_27_conf }),
        ("calico-3.29", { PackageResources.calico_3_29_conf }),
        ("calico-3.30", { PackageResources.calico_3_30_conf }),
        ("calico-3.31", { PackageResources.calico_3_31_conf }),
        ("calico-3.32", { PackageResources.calico_3_32_conf }),
    ]

    static var names: [String] { files.map(\.name) }

    init(_ name: String) throws(ProfileError) {
        guard let file = Self.files.first(where: { $0.name == name }) else { throw ProfileError(.unknown, name) }
        let parsed: KeyFile
        do {
            parsed = try KeyFile(parsing: file.contents())
        } catch {
            throw ProfileError(.unreadable(line: error.line, message: error.message), name)
        }
        self.name = name
        var header: [String: String] = [:]
        var symbols: [String: String] = [:]
        var rows: [(id: String, facts: [String: String])] = []
        for group in parsed.groups {
            let facts = Dictionary(
                group.entries.map { ($0.key.description, $0.value.trimmed.description) }, uniquingKeysWith: { $1 })
            switch group.name.description {
            case "profile": header = facts
            case "symbols": symbols = facts
            case let id: rows.append((id, facts))
            }
        }
        self.header = header
        self.symbols = symbols
        self.rows = rows
    }
}
