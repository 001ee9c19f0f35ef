import Foundation
import KeyFile

/// What `NetworkManager --print-config` printed: groups, keys and values in their order.
struct PrintedConfiguration: Equatable {
    struct Group: Equatable {
        var name: RawText
        var entries: [[RawText]]
    }

    var groups: [Group] = []

    init(groups: [Group]) { self.groups = groups }

    /// Reads its output. Comments are defaults and remarks; what follows the last group is neither.
    init(parsing output: [UInt8]) {
        for line in output.split(separator: 10, omittingEmptySubsequences: true) {
            if line.starts(with: Array("# no-auto-default file".utf8)) { break }
            if line.first == UInt8(ascii: "#") { continue }
            if line.first == UInt8(ascii: "["), line.last == UInt8(ascii: "]") {
                groups.append(Group(name: RawText(line.dropFirst().dropLast()), entries: []))
            } else if let equals = line.firstIndex(of: UInt8(ascii: "=")), !groups.isEmpty {
                groups[groups.count - 1].entries.append([RawText(line[..<equals]), RawText(line[(equals + 1)...])])
            }
        }
        // Groups are printed for their commented defaults alone, too.
        groups.removeAll { $0.entries.isEmpty && ["main", "logging", "device"].contains($0.name.description) }
    }

    /// In an order that does not matter: groups that have one are compared apart.
    var sorted: [Group] { groups.sorted { $0.name < $1.name } }

    /// The order of the groups in which they are asked.
    func order(of prefix: RawText) -> [RawText] { groups.map(\.name).filter { $0.hasPrefix(prefix) && $0 != prefix } }
}
