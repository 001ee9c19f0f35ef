public import Base
import SystemPackage

/// The release of Calico on a node, from the images that its container runtime runs or keeps.
///
/// calico-node writes its release into no file of the node; the tag of its image is the one honest trace.
public enum InstalledCalico: Hashable, Sendable {
    /// One release, such as `v3.27.2`, and where it stands.
    case release(String, Evidence)
    /// More than one, none of them running here.
    case several([String], Evidence)
    /// No trace.
    case none
    /// A place that may have one cannot be read: why.
    case unreadable(Evidence)

    /// Folders with one folder for each running container, whose description is below it.
    private static let running: [(folder: FilePath, description: FilePath)] = [
        ("/run/containerd/io.containerd.runtime.v2.task/k8s.io", "config.json"),
        ("/run/k3s/containerd/io.containerd.runtime.v2.task/k8s.io", "config.json"),
        ("/run/containers/storage/overlay-containers", "userdata/config.json"),
    ]
    /// Lists of the images that are there, of CRI-O and of Docker.
    private static let kept: [FilePath] = [
        "/var/lib/containers/storage/overlay-images/images.json", "/var/lib/docker/image/overlay2/repositories.json",
    ]

    /// Looks at what runs, then at what is kept.
    public init(in root: RootDirectory) {
        do throws(FileError) { self = try Self.find(in: root) } catch { self = .unreadable(Evidence(error)) }
    }

    private static func find(in root: RootDirectory) throws(FileError) -> InstalledCalico {
        var containers: [FilePath] = []
        for place in running {
            containers += try root.entriesIfPresent(of: place.folder).map {
                place.folder.appending($0).pushing(place.description)
            }
        }
        for files in [containers, kept] {
            var tags: Set<String> = []
            var place: FilePath?
            for path in files {
                // A container may end in between.
                let found = Self.tags(try root.readIfPresent(path, limit: 16 << 20) ?? [])
                if place == nil, !found.isEmpty { place = path }
                tags.formUnion(found)
            }
            guard let place, let tag = tags.min() else { continue }
            let evidence = Evidence(place, tags.sorted().map { "calico/node:\($0)" }.joined(separator: ", "))
            return tags.count == 1 ? .release(tag, evidence) : .several(tags.sorted(), evidence)
        }
        return .none
    }

    /// The tags of images of calico-node that a text names.
    static func tags(_ bytes: [UInt8]) -> Set<String> {
        // Behind the last letter of each: `calico/node`, `rancher/mirrored-calico-node`, `rancher/hardened-calico`.
        let needle = Array(":v".utf8)
        let names = ["calico/node", "calico-node", "hardened-calico"].map { Array($0.utf8) }
        var tags: Set<String> = []
        for position in bytes.indices where bytes[position] == needle[0] && bytes[position...].starts(with: needle) {
            guard names.contains(where: { bytes[..<position].suffix($0.count).elementsEqual($0) }) else { continue }
            let tag = bytes[(position + 1)...].prefix { byte in
                (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x2E || byte == 0x2D
            }
            tags.insert(String(decoding: tag, as: UTF8.self))
        }
        return tags
    }
}
