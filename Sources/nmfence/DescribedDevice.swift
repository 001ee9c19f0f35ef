import Base
import FoundationEssentials
import KeyFile
import NetworkManagerConfiguration
import Node
import SystemPackage

/// A device that `explain --devices` describes, by what match lists compare. What is absent is unknown to
/// NetworkManager as well.
struct DescribedDevice: Decodable {
    var name: String
    var type: String?
    var driver: String?
    var driverVersion: String?
    var permanentAddress: String?
    var s390Subchannels: String?
    var dhcpPlugin: String?

    /// The most that is read, in bytes.
    private static let limit = 64 << 20

    /// What match lists see of it.
    var traits: DeviceTraits {
        func trait(_ text: String?) -> DeviceTraits.Trait { text.map { .known(RawText($0)) } ?? .absent }
        return DeviceTraits(
            name: RawText(name), type: trait(type), driver: trait(driver), driverVersion: trait(driverVersion),
            permanentAddress: trait(permanentAddress), s390Subchannels: trait(s390Subchannels),
            dhcpPlugin: trait(dhcpPlugin))
    }

    /// Reads a JSON array of descriptions from a file of the host, or from standard input for `-`.
    /// - Parameter deadline: when waiting for them ends.
    static func all(in file: FilePath, by deadline: Deadline) throws(CommandFailure) -> [DescribedDevice] {
        let bytes: [UInt8]
        do throws(FileError) {
            bytes =
                try file == "-"
                ? StandardInput.read(limit: limit, by: deadline)
                : RootDirectory().read(file.onThisMachine, limit: limit)
        } catch { throw .file(error) }
        do { return try JSONDecoder().decode([DescribedDevice].self, from: Data(bytes)) } catch {
            let reason = (error as? DecodingError)?.reason ?? "\(error)"
            throw .usage("--devices \(file): this is not a JSON array of devices: \(reason)")
        }
    }
}
