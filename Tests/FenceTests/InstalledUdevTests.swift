import Base
import Fence
import KeyFile
import NetworkManagerConfiguration
import Node
import SystemPackage
import TestSupport
import Testing

@Suite struct InstalledUdevTests {
    /// Files below /usr/lib/systemd/network, the first of which sorts first, and whether what udev says of cali0 is
    /// known.
    private static let table: [(files: [String], isKnown: Bool)] = [
        ([], true),
        // As Debian 13 has them: for containers of systemd's own; and one that asks for a property.
        (["[Match]\nKind=veth\nOriginalName=ve-*\n[Link]\nProperty=ID_NET_MANAGED_BY=io.systemd.Network\n"], true),
        (["[Match]\nPath=*-usb-*\nProperty=ID_NET_NAME_MAC=*\n[Link]\nNamePolicy=mac\n"], true),
        (["[Match]\nOriginalName=cali*\n[Link]\nProperty=NM_UNMANAGED=1\n"], false),
        (["[Match]\nKind=veth\n[Link]\nImportProperty=X\n"], false),
        (["[Match]\nOriginalName=*\nHost=node7\n[Link]\nUnsetProperty=X\n"], false),
        // The first that matches applies.
        (["[Match]\nDriver=veth\n", "[Match]\nOriginalName=*\n[Link]\nProperty=X=1\n"], true),
        (["[Match]\nHost=node7\n", "[Match]\nOriginalName=*\n[Link]\nProperty=X=1\n"], false),
    ]

    @Test(arguments: table)
    func `a link file leaves open what rules ask for only where it sets properties of this interface`(
        files: [String], isKnown: Bool
    ) throws {
        let folder = try TemporaryFolder()
        try folder.write("", to: "usr/lib/systemd/systemd-udevd")
        try folder.write("", to: "usr/lib/systemd/libsystemd-shared-257.so")
        let rules = """
            IMPORT{builtin}="net_setup_link"
            ENV{X}=="1", ENV{NM_UNMANAGED}="1"

            """
        try folder.write(rules, to: "usr/lib/udev/rules.d/80-net-setup-link.rules")
        for (place, text) in files.enumerated() {
            try folder.write(text, to: "usr/lib/systemd/network/\(place).link")
        }
        let udev = InstalledUdev(in: try RootDirectory(FilePath(folder.path)), isRunning: false)
        var facts = DeviceFacts()
        let traits = DeviceTraits(name: "cali0", kind: .veth)
        facts.udev = udev.facts(of: traits)
        let stack = ConfigurationStack(reading: try RootDirectory(FilePath(folder.path)), version: .init(1, 52, 0))
        let decision = ManagedPolicy(stack).prediction(for: traits, facts: facts).afterReload
        #expect((decision.managed != .unknown) == isKnown, "\(decision)")
    }
}
