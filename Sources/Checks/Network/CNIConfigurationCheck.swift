import Base
import FoundationEssentials
import Node
import Requirements
import SystemPackage

/// Whether the container runtime takes Calico's configuration, and not one that another network plug-in left.
struct CNIConfigurationCheck: RequirementCheck {
    let row: Requirement
    let encapsulations: [String]

    private static let folder: FilePath = "/etc/cni/net.d"
    private static let suffixes = [".conf", ".conflist", ".json"]
    /// Plug-ins that call others, Calico's too.
    private static let callers: Set<String> = ["multus", "multus-shim", "genie", "danm", "cni-genie"]

    /// The parts of a configuration that count.
    private struct Configuration: Decodable {
        struct Plugin: Decodable { var type: String? }
        var type: String?
        var plugins: [Plugin]?

        var types: Set<String> { Set(([type] + (plugins ?? []).map(\.type)).compactMap(\.self)) }
    }

    var expected: String { "the first file of \(Self.folder) is Calico's, or that of a plug-in that calls it" }
    var decision: String {
        "containerd and CRI-O take the first file of \(Self.folder) by name whose name ends in .conf, .conflist or "
            + ".json. Where none is Calico's, as before calico-node has run, there is nothing to compare."
    }
    var remedy: String {
        "Remove the file that another network plug-in left, and restart the pods that it gave a network."
    }

    func look(in context: CheckContext) -> Outcome {
        var files: [(path: FilePath, types: Set<String>?)] = []
        do throws(FileError) {
            for name in try context.root.entriesIfPresent(of: Self.folder)
            where Self.suffixes.contains(where: name.string.hasSuffix) {
                let path = Self.folder.appending(name)
                guard let contents = try context.root.readIfPresent(path, limit: 1 << 20) else { continue }
                let configuration = try? JSONDecoder().decode(Configuration.self, from: Data(contents))
                files.append((path, configuration?.types))
            }
        } catch { return undetermined(error) }
        guard let own = files.first(where: { $0.types?.contains("calico") == true }), let first = files.first else {
            return .skipped(because: "there is no configuration of Calico's in \(Self.folder) yet")
        }
        let evidence = files.map {
            Evidence($0.path, $0.types.map { $0.sorted().joined(separator: ", ") } ?? "no JSON")
        }
        if first.path == own.path || first.types?.isDisjoint(with: Self.callers) == false {
            return .pass(found: "\(first.path) is taken", evidence: evidence)
        }
        let path = context.root.outside(first.path).string.shellWord
        return .fail(
            found: "\(first.path) is taken before \(own.path): new pods get the network of another plug-in",
            evidence: evidence, remedy: "mv \(path) \(path).unused")
    }
}
