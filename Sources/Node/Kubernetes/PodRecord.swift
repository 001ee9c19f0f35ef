public import Base
import FoundationEssentials
import SystemPackage

/// What a file on the node says of one pod's interface: which addresses the pod has behind it.
public struct PodRecord: Hashable, Sendable {
    /// The host's end of the pod's link, such as `cali1a2b3c4d5e6`.
    public let interface: String
    /// The pod's addresses: four bytes for IPv4, sixteen for IPv6.
    public let addresses: [[UInt8]]
    /// The file.
    public let evidence: Evidence
    /// Whether it is Felix that wrote it.
    public let isFelixs: Bool
    /// When the file was written, in nanoseconds since 1970.
    let written: Int64
}

/// What the container runtime and Felix noted of the pods on the node.
///
/// The runtime keeps the result of each CNI plugin that it ran (libcni's `cacheAdd`), and Felix writes a file for each
/// endpoint that it has set up (from 3.28 on, `endpoint-status`).
public struct PodRecords: Sendable {
    /// The files that name an interface, the oldest first.
    public let records: [PodRecord]
    /// The files that could not be read, and why.
    public let unreadable: [Evidence]

    private static let places: [FilePath] = ["/var/lib/cni/results", "/var/run/calico/endpoint-status"]
    /// A result is some 2 kB long.
    private static let limit = 1 << 20

    /// Reads the files of a node; one without any has no records.
    public init(in root: RootDirectory) {
        var (records, unreadable): ([PodRecord], [Evidence]) = ([], [])
        for folder in Self.places {
            do throws(FileError) {
                for name in try root.entriesIfPresent(of: folder) {
                    let path = folder.appending(name)
                    do throws(FileError) {
                        // A pod may end in between.
                        guard let bytes = try root.readIfPresent(path, limit: Self.limit) else { continue }
                        let written = try root.status(of: path).modified
                        records += Self.records(bytes, path, written: written)
                    } catch { if !error.isMissing { unreadable.append(Evidence(error)) } }
                }
            } catch { unreadable.append(Evidence(error)) }
        }
        self.records = records.sorted { $0.written < $1.written }
        self.unreadable = unreadable
    }

    /// The newest record of an interface: that of a pod which has ended may still be there.
    public subscript(interface: String) -> PodRecord? { records.last { $0.interface == interface } }

    private static func records(_ bytes: [UInt8], _ path: FilePath, written: Int64) -> [PodRecord] {
        let decoder = JSONDecoder()
        let data = Data(bytes)
        func record(_ interface: String, _ texts: [String], isFelixs: Bool) -> PodRecord {
            let addresses = texts.compactMap { text -> [UInt8]? in
                let number = String(text.prefix { $0 != "/" })
                // What is no address is none of the interface's.
                return (try? NumericAddress(number))?.flatMap { $0.scope == 0 ? $0.bytes : nil }
            }
            return PodRecord(
                interface: interface, addresses: addresses,
                evidence: Evidence(path, "\(interface): \(texts.joined(separator: ", "))"), isFelixs: isFelixs,
                written: written)
        }
        // A file of another form says nothing of any interface, which is what no record says.
        if let status = try? decoder.decode(EndpointStatus.self, from: data) {
            return [record(status.ifaceName, (status.ipv4Nets ?? []) + (status.ipv6Nets ?? []), isFelixs: true)]
        }
        guard let cached = try? decoder.decode(CachedResult.self, from: data), let result = cached.result ?? cached.own
        else { return [] }
        let hosts = result.interfaces.filter { ($0.sandbox ?? "").isEmpty }.map(\.name)
        return hosts.map { record($0, result.ips.map(\.address), isFelixs: false) }
    }
}

/// Felix' file: `WorkloadEndpointStatus` of Calico's libcalico-go/lib/epstatusfile.
private struct EndpointStatus: Decodable {
    var ifaceName: String
    var ipv4Nets: [String]?
    var ipv6Nets: [String]?
}

/// libcni's `cachedInfo`; before its version 0.8 the result itself.
private struct CachedResult: Decodable {
    struct Result: Decodable {
        struct Interface: Decodable {
            var name: String
            var sandbox: String?
        }
        struct Address: Decodable { var address: String }
        var interfaces: [Interface]
        var ips: [Address]
    }
    let result: Result?
    let own: Result?

    private enum CodingKeys: CodingKey { case result }

    init(from decoder: any Decoder) throws {
        result = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(Result.self, forKey: .result)
        own = result == nil ? try Result(from: decoder) : nil
    }
}
