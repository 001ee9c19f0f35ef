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

    /// A file of the folder.
    private struct File {
        let path: FilePath
        /// The plug-ins that it names; none where it cannot be parsed.
        var types: Set<String> = []
        /// What the parser says of it; nil where it is well.
        var problem: String?

        var evidence: Evidence { Evidence(path, problem ?? types.sorted().joined(separator: ", ")) }
    }

    func look(in context: CheckContext) -> Outcome {
        let files: [File]
        do throws(FileError) { files = try Self.files(in: context.root) } catch { return undetermined(error) }
        let own = files.first { $0.types.contains("calico") }
        let evidence = files.map(\.evidence)
        // containerd stops at a file that it cannot parse, and CRI-O passes over it.
        if let broken = files.first(where: { $0.problem != nil && (own == nil || $0.path == files.first?.path) }) {
            return .undetermined(
                because: "cannot parse \(broken.path) (\(broken.problem ?? "")): containerd then gives no new pod a "
                    + "network, CRI-O takes the next file",
                evidence: evidence, remedy: Self.setAside(broken.path, in: context.root))
        }
        guard let own, let first = files.first else {
            return .skipped(because: "there is no configuration of Calico's in \(Self.folder) yet")
        }
        if first.path == own.path || !first.types.isDisjoint(with: Self.callers) {
            return .pass(found: "\(first.path) is taken", evidence: evidence)
        }
        return .fail(
            found: "\(first.path) is taken before \(own.path): new pods get the network of another plug-in",
            evidence: evidence, remedy: Self.setAside(first.path, in: context.root))
    }

    /// The command after which a file is not taken.
    private static func setAside(_ path: FilePath, in root: RootDirectory) -> String {
        let path = root.outside(path).string.shellWord
        return "mv \(path) \(path).unused"
    }

    /// The files that a runtime takes into account, in the order of their names.
    private static func files(in root: RootDirectory) throws(FileError) -> [File] {
        var files: [File] = []
        for name in try root.entriesIfPresent(of: folder) where suffixes.contains(where: name.string.hasSuffix) {
            let path = folder.appending(name)
            guard let contents = try root.readIfPresent(path, limit: 1 << 20) else { continue }
            do {
                let configuration = try JSONDecoder().decode(Configuration.self, from: Data(contents))
                files.append(File(path: path, types: configuration.types))
            } catch {
                files.append(File(path: path, problem: (error as? DecodingError)?.reason ?? "\(error)"))
            }
        }
        return files
    }
}
