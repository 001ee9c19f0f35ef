import Base
import Glibc
import KeyFile
import NetworkManager
import NetworkManagerConfiguration
import Node
import SystemPackage

/// What the kernel, udev and NetworkManager's own notes say of an interface that is there.
struct InterfaceRecord {
    /// The kernel's number for it; nil where it is not there, or not to be seen.
    let index: Int?
    /// Whether it is of a kind that NetworkManager leaves alone while nothing uses it. The kernel names these kinds,
    /// such as `vxlan`, and none for a veth or an ethernet.
    private let isSoftware: Answer
    /// Why its number is not known, where something of its name is there.
    private let unreadable: Uncertainty?

    private let name: String
    private let root: RootDirectory

    /// Whether the kernel has one of this name.
    var isPresent: Bool { index != nil || unreadable != nil }

    init(_ name: String, in root: RootDirectory) {
        self.name = name
        self.root = root
        let folder = Self.folder(name)
        (index, unreadable) = folder.map { Self.index($0.appending("ifindex"), in: root) } ?? (nil, nil)
        isSoftware = folder.map { Self.isSoftware($0.appending("uevent"), in: root) } ?? .no
    }

    /// Everything besides the traits that decides about it.
    func facts(live: Device?) -> DeviceFacts {
        var facts = DeviceFacts()
        guard isPresent else { return facts }
        facts.isPresent = true
        facts.liveManaged = live?.isManaged
        facts.liveCause = live.flatMap(Self.cause)
        if let index {
            facts.udev = udev(index)
            facts.stateFile = stateFile(index)
        } else if let unreadable {
            // Both are files by this number.
            facts.udev = .undetermined(unreadable)
            facts.stateFile = .undetermined(unreadable)
        }
        facts.isUnmanagedByDefault = live.map { Answer($0.type == .generic) } ?? .unknown
        facts.isExternalAndIdle = isIdle(live)
        if live?.stateReason == .unmanagedUserExplicit { facts.explicit = false }
        return facts
    }

    /// The flag behind a state reason that tells one.
    private static func cause(_ live: Device) -> ManagedDecision.Cause? {
        switch live.stateReason {
        case .unmanagedUserConfiguration: .deviceSection
        case .unmanagedUserSettings: .unmanagedList
        case .unmanagedUserUdev: .udev
        case .unmanagedExternalDown: .external
        case .unmanagedByDefault: .byDefault
        default: nil
        }
    }

    /// Names come from outside: only one that can be a name of a folder is looked up.
    private static func folder(_ name: String) -> FilePath? {
        FilePath.Component(name).map { FilePath("/sys/class/net").appending($0) }
    }

    /// Nil where it cannot be read: what it would tell is not known then.
    private static func text(_ path: FilePath, in root: RootDirectory) -> String? {
        (try? root.read(path, limit: 1 << 16)).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func isSoftware(_ path: FilePath, in root: RootDirectory) -> Answer {
        let text: String
        do throws(FileError) { text = String(decoding: try root.read(path, limit: 1 << 16), as: UTF8.self) } catch {
            return isGone(error) ? .no : .unknown
        }
        let kind = text.split(separator: "\n").first { $0.hasPrefix("DEVTYPE=") }?.dropFirst("DEVTYPE=".count)
        return Answer(kind.map { ["vxlan", "bridge", "bond", "vlan", "wireguard", "dummy"].contains($0) } == true)
    }

    /// Whether there is no such interface. The kernel has these two for the files of one that goes away meanwhile.
    private static func isGone(_ error: FileError) -> Bool {
        error.isMissing || error.errno == .invalidArgument || error.errno == .operationNotSupportedByDevice
    }

    /// The number in a file, or why it is not known; neither where there is no such file.
    private static func index(_ path: FilePath, in root: RootDirectory) -> (Int?, Uncertainty?) {
        do throws(FileError) {
            let text = String(decoding: try root.read(path, limit: 64), as: UTF8.self)
            return (Int(text.prefix { $0.isNumber }), nil)
        } catch {
            return (nil, isGone(error) ? nil : Uncertainty(error.description))
        }
    }

    /// The udev database: lines `E:NAME=VALUE` in a file named after the index. Without the folder there is no udev.
    private func udev(_ index: Int) -> DeviceFacts.Udev {
        let bytes: [UInt8]
        do throws(FileError) { bytes = try root.read(FilePath("/run/udev/data/n\(index)"), limit: 1 << 20) } catch {
            guard error.isMissing else { return .undetermined(Uncertainty(error.description)) }
            return .silent
        }
        func value(_ key: String) -> RawText? {
            let prefix = Array("E:\(key)=".utf8)
            return bytes.split(separator: 0x0A).last { $0.starts(with: prefix) }.map {
                RawText($0.dropFirst(prefix.count))
            }
        }
        let (unmanaged, manager) = (value("NM_UNMANAGED"), value("ID_NET_MANAGED_BY"))
        return unmanaged == nil && manager == nil ? .silent : .properties(nmUnmanaged: unmanaged, managedBy: manager)
    }

    private func stateFile(_ index: Int) -> DeviceFacts.StateFile {
        do throws(FileError) {
            return .init(parsing: try root.read(FilePath("/run/NetworkManager/devices/\(index)"), limit: 1 << 20))
        } catch {
            return error.isMissing ? .silent : .undetermined(Uncertainty(error.description))
        }
    }

    /// Whether NetworkManager leaves it alone because it is not in use (its external-down flag).
    private func isIdle(_ live: Device?) -> Answer {
        if live?.stateReason == .unmanagedExternalDown { return .yes }
        switch isSoftware || Answer(live.map { [.ipTunnel, .tun].contains($0.type) } == true) {
        case .no: return .no
        case .unknown: return .unknown
        case .yes: break
        }
        guard let folder = Self.folder(name), let flags = Self.text(folder.appending("flags"), in: root),
            let bits = UInt32(flags.trimmingPrefix("0x").prefix { $0.isHexDigit }, radix: 16)
        else { return .unknown }
        if bits & UInt32(IFF_UP) == 0 { return .yes }
        guard let hasMaster = try? root.exists(folder.appending("master")) else { return .unknown }
        if hasMaster { return .no }
        let ports: DirectoryListing = root.entries(of: folder.appending("brif"))
        switch ports {
        case .names(let names): if !names.isEmpty { return .no }
        case .missing: break
        case .unreadable: return .unknown
        }
        return root.isHost ? !hasAddress : .unknown
    }

    /// Whether it has an address other than a link-local one of IPv6: getifaddrs(3).
    private var hasAddress: Answer {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return .unknown }
        defer { freeifaddrs(list) }
        let isThere = sequence(first: list) { $0?.pointee.ifa_next }.contains { entry in
            guard let entry = entry?.pointee, String(cString: entry.ifa_name) == name, let address = entry.ifa_addr
            else {
                return false
            }
            if address.pointee.sa_family == sa_family_t(AF_INET) { return true }
            guard address.pointee.sa_family == sa_family_t(AF_INET6) else { return false }
            return address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) { address in
                withUnsafeBytes(of: address.pointee.sin6_addr) { !($0[0] == 0xFE && $0[1] & 0xC0 == 0x80) }
            }
        }
        return Answer(isThere)
    }
}
