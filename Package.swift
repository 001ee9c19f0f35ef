// swift-tools-version: 6.1
import PackageDescription

/// The same for every Swift target: Swift 6 mode and the upcoming features that make imports and existentials explicit.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

func module(
    _ name: String, _ dependencies: [Target.Dependency], path: String? = nil, resources: [Resource] = [],
    settings: [SwiftSetting] = settings
) -> Target {
    .target(name: name, dependencies: dependencies, path: path, resources: resources, swiftSettings: settings)
}

/// Of modules that tests ask tens of thousands of times: made fast in debug builds, too, for which the compiler takes
/// four times as long.
let fast = settings + [.unsafeFlags(["-O"], .when(configuration: .debug))]

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func library(_ name: String, _ pkgConfig: String, _ debianPackage: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debianPackage])])
}

/// The release is one file that starts on every node, whatever its C library: everything is inside, and nothing is
/// loaded at run time.
/// `scripts/build` makes it position independent as well, which no setting here can (it says why). What libraries stand
/// behind GLib and Foundation is named by nobody else; the linker takes what is used of them.
let staticProgram = [
    "-static-executable", "-lpcre2-8", "-l_FoundationCShims", "-l_FoundationCollections",
    "-Xlinker", "--gc-sections", "-Xlinker", "-z", "-Xlinker", "now",
]

let package = Package(
    name: "nmfence",
    products: [.executable(name: "nmfence", targets: ["nmfence"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // Listed from the bottom up: a module may use only those above it in this list.
        library("CDBus", "dbus-1", "libdbus-1-dev"),
        library("CGLib", "glib-2.0", "libglib2.0-dev"),
        library("CYAML", "yaml-0.1", "libyaml-dev"),
        .target(
            name: "CCompression",
            linkerSettings: ["z", "lzma", "zstd"].map { .linkedLibrary($0) }),
        .target(name: "CLinux"),
        // What a static libdbus asks for beside.
        .target(name: "CSystemd"),
        // What would load libraries at run time, in the release only: there it is not there.
        .target(
            name: "CStaticProgram", cSettings: [.define("NMFENCE_STATIC_PROGRAM", .when(configuration: .release))]),
        module("Base", ["CLinux", systemPackage], settings: fast),
        module("DBus", ["Base", "CDBus", "CLinux", "CSystemd"]),
        module("KeyFile", ["CGLib"], settings: fast),
        module("NetworkManagerConfiguration", ["Base", "KeyFile", systemPackage], settings: fast),
        module("NetworkManager", ["Base", "DBus"]),
        module("Netlink", ["Base", "CLinux", systemPackage], settings: fast),
        module("PacketFilter", ["Base", "CLinux", "Netlink", systemPackage]),
        module("Node", ["Base", "CCompression", "CLinux", "CYAML", systemPackage]),
        module(
            "OtherManagers", ["Base", "KeyFile", "NetworkManagerConfiguration", "Node", systemPackage],
            resources: ["calico.network", "networkd-calico.conf"].map { .embedInCode("Templates/\($0)") }),
        module(
            "Requirements", ["Base", "NetworkManagerConfiguration", "Node"],
            resources: [.embedInCode("Profiles"), .embedInCode("Additions")]),
        module(
            "Fence",
            [
                "Base", "DBus", "KeyFile", "Netlink", "NetworkManager", "NetworkManagerConfiguration", "Node",
                "OtherManagers", "Requirements", systemPackage,
            ],
            resources: ["calico", "calico-3.16"].map { .embedInCode("Templates/\($0).conf") }),
        module(
            "Checks",
            [
                "Base", "DBus", "Fence", "KeyFile", "Netlink", "NetworkManagerConfiguration", "NetworkManager", "Node",
                "OtherManagers", "PacketFilter", "Requirements", systemPackage,
            ]),
        module(
            "Remediation",
            [
                "Base", "CGLib", "DBus", "Fence", "KeyFile", "Netlink", "NetworkManager", "NetworkManagerConfiguration",
                "Node", systemPackage,
            ]),
        module("Carriers", ["Base", "OtherManagers", systemPackage], resources: [.embedInCode("Templates")]),
        module("Fleet", []),
        module(
            "Reporting",
            [
                "Base", "Carriers", "Checks", "Fence", "Fleet", "KeyFile", "NetworkManager",
                "NetworkManagerConfiguration", "Node",
                "Remediation",
                "Requirements", systemPackage,
            ], resources: [.embedInCode("Schemas"), .embedInCode("Styles")]),
        .executableTarget(
            name: "nmfence",
            dependencies: [
                "Base", "CLinux", "CStaticProgram", "Carriers", "Checks", "DBus", "Fence", "Fleet", "KeyFile",
                "NetworkManager",
                "NetworkManagerConfiguration", "Node", "Remediation", "Reporting", "Requirements", systemPackage,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings,
            // lld, which every toolchain brings: the default linker warns about a mktemp inside the static Foundation.
            linkerSettings: [
                .unsafeFlags(["-use-ld=lld"], .when(platforms: [.linux])),
                .unsafeFlags(staticProgram, .when(platforms: [.linux], configuration: .release)),
            ]
        ),
        .target(name: "CSpawn", path: "Tests/CSpawn"),
        .target(
            name: "TestSupport", dependencies: ["CSpawn"], path: "Tests/TestSupport", swiftSettings: settings),
        .target(
            name: "BusTestSupport", dependencies: ["Base", "DBus", "CDBus"], path: "Tests/BusTestSupport",
            swiftSettings: settings),
        tests("DBus", ["Base", "DBus", "CDBus", "BusTestSupport"]),
        tests("NetworkManager", ["Base", "NetworkManager", "DBus", "BusTestSupport", "TestSupport"]),
        tests("Netlink", ["Base", "CLinux", "Netlink", "TestSupport", systemPackage]),
        tests("PacketFilter", ["Base", "CLinux", "Netlink", "PacketFilter", "TestSupport"]),
        tests("Node", ["Base", "Node", "TestSupport", systemPackage]),
        tests(
            "Remediation",
            [
                "Base", "Remediation", "DBus", "Fence", "KeyFile", "NetworkManagerConfiguration", "Node",
                "TestSupport", systemPackage,
            ]),
        tests(
            "OtherManagers",
            [
                "Base", "Fence", "NetworkManagerConfiguration", "Node", "OtherManagers", "TestSupport", systemPackage,
            ]),
        tests("Requirements", ["Base", "KeyFile", "Node", "NetworkManagerConfiguration", "Requirements"]),
        tests(
            "Fence",
            [
                "Base", "BusTestSupport", "DBus", "Fence", "KeyFile", "NetworkManagerConfiguration", "Node",
                "TestSupport",
                systemPackage,
            ]),
        tests(
            "Checks",
            [
                "Base", "BusTestSupport", "Checks", "DBus", "Fence", "Netlink", "NetworkManagerConfiguration", "Node",
                "Requirements", "TestSupport", systemPackage,
            ]),
        tests("Carriers", ["Base", "Carriers", "TestSupport"]),
        tests("Reporting", ["Base", "Checks", "Fence", "Reporting", "Requirements", "TestSupport"]),
        tests("KeyFile", ["KeyFile"]),
        module(
            "Fuzz",
            [
                "Base", "CDBus", "CLinux", "DBus", "Fence", "Fleet", "KeyFile", "Netlink", "NetworkManager",
                "NetworkManagerConfiguration", "Node", "OtherManagers", "PacketFilter", systemPackage,
            ], path: "Tests/Fuzz"),
        tests("Fuzz", ["Fuzz", "TestSupport"]),
        tests("Differential", ["TestSupport", "differential"]),
        .executableTarget(
            name: "differential",
            dependencies: [
                "Base", "DBus", "Fence", "KeyFile", "NetworkManager", "NetworkManagerConfiguration", "Node",
                "OtherManagers", "Remediation", systemPackage,
            ],
            path: "Tests/Differential", swiftSettings: settings),
        tests("NetworkManagerConfiguration", ["Base", "NetworkManagerConfiguration", "KeyFile", systemPackage]),
        tests("Rig", ["TestSupport"]),
        tests("Systems", ["TestSupport"]),
        tests("Command", ["BusTestSupport", "TestSupport"]),
        tests("Fault", ["TestSupport"]),
    ]
)
