/// The file of one profile as it is written, before those that it builds on are laid beneath.
///
/// It is part of the program and has the plainest form of a key file: one line a value, nothing escaped, no group twice. So it
/// needs none of the care for strangers' files, with which a check takes 45 to 50 per cent more instructions.
struct ProfileSource {
    let name: String
    let header: Facts
    /// The configuration symbols of modules.
    let symbols: Facts
    let rows: [(id: String, facts: Facts)]

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

    /// - Parameter isWanted: whether a row of this id is read; the others are passed over.
    init(_ name: String, where isWanted: (String) -> Bool) throws(ProfileError) {
        guard let file = Self.files.first(where: { $0.name == name }) else { throw ProfileError(.unknown, name) }
        self.name = name
        var header = Facts()
        var symbols = Facts()
        var rows: [(id: String, facts: Facts)] = []
        var group: String?
        var isPassedOver = false
        var facts = Facts()
        func endGroup() {
            switch group {
            case nil: break
            case "profile": header = facts
            case "symbols": symbols = facts
            case let id?: if !isPassedOver { rows.append((id, facts)) }
            }
            facts = Facts()
        }
        var rest = file.contents()[...]
        var number = 0
        while !rest.isEmpty {
            let line = rest.prefix { $0 != UInt8(ascii: "\n") }
            rest = rest[line.endIndex...].dropFirst()
            number += 1
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            if first == UInt8(ascii: "["), line.last == UInt8(ascii: "]") {
                endGroup()
                let name = String(decoding: line.dropFirst().dropLast(), as: UTF8.self)
                group = name
                isPassedOver = name != "profile" && !isWanted(name)
            } else if isPassedOver {
                continue
            } else if group != nil, let equals = line.firstIndex(of: UInt8(ascii: "=")) {
                let key = String(decoding: line[..<equals], as: UTF8.self)
                facts[key] = String(decoding: line[(equals + 1)...], as: UTF8.self)
            } else {
                throw ProfileError(.unreadable(line: number, message: "this is no key=value in a group"), name)
            }
        }
        endGroup()
        self.header = header
        self.symbols = symbols
        self.rows = rows
    }
}
