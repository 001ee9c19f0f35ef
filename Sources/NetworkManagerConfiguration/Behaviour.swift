public import Base

/// What a version of NetworkManager does: the one table of version thresholds.
///
/// Nothing else in the program compares a version of NetworkManager with a number. Each row names the upstream change,
/// by the subject of its commit; the numbers are of the first version that has it, with development versions and
/// release candidates (1.50-rc1 calls itself 1.49.90). The keys have tables of the same kind in `Behaviour+Keys.swift`
/// and `Behaviour+ConnectionKeys.swift`.
public struct Behaviour: Hashable, Sendable {
    /// Whose behaviour it is; nil where the version is not known.
    public let version: NetworkManagerVersion?

    /// Takes a version; nil where it is not known.
    public init(_ version: NetworkManagerVersion?) { self.version = version }

    /// Whether the version has a change; unknown where the version is.
    public func has(_ change: Change) -> Answer { version.map { Answer(change.isIn($0)) } ?? .unknown }

    /// What a version does with the change and what it does without, where a caller has a value for both.
    func choose<Value>(_ change: Change, with new: Value, without old: Value, unknown: Value) -> Value {
        switch has(change) {
        case .yes: new
        case .no: old
        case .unknown: unknown
        }
    }
}

extension Behaviour {
    /// Something that NetworkManager does since a version, and did not before.
    public struct Change: Hashable, Sendable {
        /// The first version of the main line that has it.
        let since: NetworkManagerVersion
        /// Older stable series that got it later: the first version of each.
        let backports: [NetworkManagerVersion]
        /// The subject of the upstream commit.
        let upstream: String

        init(_ since: NetworkManagerVersion, backports: [NetworkManagerVersion] = [], _ upstream: String) {
            self.since = since
            self.backports = backports
            self.upstream = upstream
        }

        /// Whether a version has it.
        func isIn(_ version: NetworkManagerVersion) -> Bool {
            version >= since
                || backports.contains {
                    $0.major == version.major && $0.minor == version.minor && version >= $0
                }
        }

        /// The stable release that brought it, as in `1.50`.
        var release: String { "\(since.major).\(since.minor + since.minor % 2)" }
    }
}

extension Behaviour.Change {
    private typealias Version = NetworkManagerVersion

    // MARK: Files

    /// `/usr/lib/NetworkManager/conf.d` is read.
    static let vendorDirectory = Self(
        Version(1, 1, 0), "config: read configuration directory \"/usr/lib/NetworkManager/conf.d\"")
    /// `/run/NetworkManager/conf.d` is read.
    static let runtimeDirectory = Self(Version(1, 5, 2), "config: read /run/NetworkManager/conf.d files")
    /// Groups without a key keep their place in the order, and hide the daemon's own `[global-dns]`.
    static let emptyGroups = Self(
        Version(1, 55, 4), backports: [Version(1, 54, 1)], "core: keep empty groups from keyfile configs")
    /// `[.intern.device-*]` groups of the daemon's own file are asked like the users' `[device*]`.
    static let internDeviceGroups = Self(
        Version(1, 57, 3), backports: [Version(1, 54, 4), Version(1, 56, 1)],
        "core: config-data: don't ignore [.intern.device/connection] sections")
    /// The users' global DNS hides the daemon's; before, the daemon's own groups were looked for in the users' files.
    static let globalDNSHidesIntern = Self(
        Version(1, 43, 1), backports: [Version(1, 40, 12), Version(1, 41, 91), Version(1, 42, 0)],
        "config: fix a reversed conditional")
    /// The command line's default of `configure-and-quit` is written over what the files say, and "yes" is gone.
    static let configureAndQuitFromCommandLine = Self(
        Version(1, 35, 1), "core: rework IP configuration in NetworkManager using layer 3 configuration")

    /// A value of `configure-and-quit` that is none keeps the daemon from starting; before, it was a boolean like
    /// others.
    static let configureAndQuitIsStrict = Self(Version(1, 15, 2), "config: add --configure-and-quit=initrd mode")

    // MARK: Lists

    /// A list of exceptions only matches everything else; before, it matched nothing.
    public static let exceptOnlyMatches = Self(
        Version(1, 15, 2), backports: [Version(1, 14, 6)],
        "core: fix match spec behavior for a list of all \"except:\"")
    /// `[device*] allowed-connections`, a list that `+=` and `-=` work on.
    static let allowedConnections = Self(
        Version(1, 33, 2), backports: [Version(1, 32, 6)], "core: introduce device 'allowed-connections' property")

    // MARK: Plugins

    /// Where no plugin is named and none compiled in as default, those that were built are loaded: ifcfg-rh, ifupdown.
    static let loadsKnownPlugins = Self(
        Version(1, 37, 2), backports: [Version(1, 36, 2)], "core: fall back to loading all known settings plugins")
    /// `plugins-=` that leaves nothing leaves an empty list; before, the key vanished, and the default was back.
    static let emptiedPluginsStay = Self(
        Version(1, 25, 1), "settings: ensure that \"plugins-=ifcfg-rh\" works with the default plugins")

    // MARK: Devices

    /// `[device*] managed=`.
    public static let deviceManaged = Self(
        Version(1, 9, 3), "device: add configuration option to mark devices as unmanaged")
    /// A device that is made unmanaged over the bus stays up and keeps its addresses; before, it was taken down.
    public static let unmanagedOverBusStaysUp = Self(
        Version(1, 9, 1), "device: leave device up when setting it as unmanaged by user")
    /// The loopback interface is a device like others; before, it was never managed.
    static let managesLoopback = Self(Version(1, 41, 6), "support loopback interface")
    /// `type:ethernet` for a veth; before, its word was `veth`.
    static let vethIsEthernet = Self(Version(1, 29, 7), "libnm: adjust nm_device_get_type_description for Veth")
    /// `type:iptunnel` for gretap.
    static let gretapIsIPTunnel = Self(Version(1, 13, 2), "ip-tunnel: add support for gretap tunnel connections")
    /// `type:iptunnel` for ip6tnl, ip6gre and ip6gretap.
    static let ip6greIsIPTunnel = Self(
        Version(1, 13, 2), "ip-tunnel: add support for ip6gre and ip6gretap tunnel connections")
    /// `type:iptunnel` for vti.
    static let vtiIsIPTunnel = Self(Version(1, 41, 8), "devices: support VTI tunnels")
    /// `type:iptunnel` for vti6.
    static let vti6IsIPTunnel = Self(Version(1, 41, 8), "devices: support VTI6 tunnels")
    /// WireGuard interfaces have a class of their own, and are not left alone by default any more.
    static let wireguardClass = Self(Version(1, 13, 3), "core: introduce NMDeviceWireGuard")
    /// See above.
    static let vrfClass = Self(Version(1, 23, 2), "core,libnm: add VRF support")
    /// See above.
    static let hsrClass = Self(Version(1, 45, 9), "HSR: add support to HSR/PRP interface")
    /// See above.
    static let ipvlanClass = Self(Version(1, 51, 2), "ipvlan: add support to IPVLAN interface")
    /// See above.
    static let geneveClass = Self(Version(1, 57, 3), "geneve: added GENEVE device support")

    // MARK: udev

    /// `NM_UNMANAGED` is read as NetworkManager's own booleans are; before, only `1` and `true` meant unmanaged.
    static let udevBooleans = Self(
        Version(1, 31, 4), "core: use _nm_utils_ascii_str_to_bool() to parse boolean udev properties")
    /// `ID_NET_MANAGED_BY` counts.
    static let udevManagedBy = Self(
        Version(1, 45, 7), "core: honor ID_NET_MANAGED_BY=\"org.freedesktop.NetworkManager\" to manage device")
}
