// swift-tools-version: 6.1
import Foundation
import PackageDescription

/// The same for every Swift target: Swift 6 mode and the upcoming features that make imports and existentials explicit.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let systemPackage: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

func module(
    _ name: String, _ dependencies: [Target.Dependency], path: String? = nil, resources: [Resource] = []
) -> Target {
    .target(name: name, dependencies: dependencies, path: path, resources: resources, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name + "Tests", dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func library(_ name: String, _ pkgConfig: String, _ debianPackage: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debianPackage])])
}

/// Links the C++ library that Swift's own is made with into the program, beside Swift's, and keeps the program's names to
/// itself: at every start thousands of symbols would be looked up in the one and offered by the other. `scripts/link` leads the
/// linker to the static library; `-static-libstdc++` is for the linking of C++ programs only.
let startsFast = [
    "-L\(Context.packageDirectory)/scripts/link", "-Xclang-linker", "-static-libgcc",
    "-Xlinker", "--as-needed", "-Xlinker", "--no-export-dynamic",
]

/// Puts libdbus into the program, where its static library is there (Debian has it with the headers): the shared one loads
/// libsystemd and six libraries for compression and encryption, none of which is used, into a process of root at each start.
/// NMFENCE_SHARED_LIBDBUS=1 links the shared one all the same, as a distribution's own package would.
let staticLibdbus: [String] = {
    let folders = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib"]
    let isThere = folders.contains { FileManager.default.fileExists(atPath: $0 + "/libdbus-1.a") }
    guard isThere, Context.environment["NMFENCE_SHARED_LIBDBUS"] == nil else { return [] }
    return ["-Xclang-linker", "--config=\(Context.packageDirectory)/scripts/link/static-libdbus.cfg"]
}()

/// The releases of Calico that changed what a node needs.
let profiles = [
    "3.16", "3.18", "3.19", "3.21", "3.23", "3.24", "3.25", "3.27", "3.29", "3.30", "3.31", "3.32",
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
        // Loads libkmod itself, when it is first needed; the headers are needed to build.
        .target(name: "CKmod"),
        // The same for zlib, liblzma and libzstd.
        .target(name: "CCompression"),
        .target(name: "CLinux"),
        // What a static libdbus asks for beside.
        .target(name: "CSystemd"),
        module("DBus", ["CDBus", "CLinux", "CSystemd"]),
        module("KeyFile", ["CGLib"]),
        module("NetworkManagerConfiguration", ["KeyFile", systemPackage]),
        module("NetworkManager", ["DBus"]),
        module("Node", ["CCompression", "CLinux", "CKmod", systemPackage]),
        module("Requirements", ["KeyFile"], resources: profiles.map { .embedInCode("Profiles/calico-\($0).conf") }),
        module(
            "Checks",
            [
                "DBus", "KeyFile", "NetworkManagerConfiguration", "NetworkManager", "Node", "Requirements",
                systemPackage,
            ]),
        module(
            "Remediation", ["CGLib", "Checks", "KeyFile", systemPackage],
            resources: ["calico", "calico-3.16"].map { .embedInCode("Templates/\($0).conf") }),
        module("Reporting", ["Checks", "Remediation", systemPackage], resources: [.embedInCode("Schemas")]),
        .executableTarget(
            name: "nmfence",
            dependencies: [
                "CLinux", "Checks", "Remediation", "Reporting",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings,
            // lld, which every toolchain brings: the default linker warns about a mktemp inside the static Foundation.
            linkerSettings: [
                .unsafeFlags(["-use-ld=lld"], .when(platforms: [.linux])),
                .unsafeFlags(startsFast + staticLibdbus, .when(platforms: [.linux], configuration: .release)),
            ]
        ),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
        .target(
            name: "BusTestSupport", dependencies: ["DBus", "CDBus"], path: "Tests/BusTestSupport",
            swiftSettings: settings),
        tests("DBus", ["DBus", "CDBus", "BusTestSupport"]),
        tests("NetworkManager", ["NetworkManager", "DBus", "BusTestSupport"]),
        tests("Node", ["Node", "TestSupport", systemPackage]),
        tests(
            "Remediation",
            [
                "Remediation", "Checks", "DBus", "KeyFile", "NetworkManagerConfiguration", "Node", "TestSupport",
                systemPackage,
            ]),
        tests("Requirements", ["Requirements"]),
        tests("Checks", ["BusTestSupport", "Checks", "DBus", "Node", "Requirements", "TestSupport", systemPackage]),
        tests("Reporting", ["Reporting"]),
        tests("KeyFile", ["KeyFile"]),
        module("Fuzz", ["KeyFile", "NetworkManagerConfiguration", "Node", systemPackage], path: "Tests/Fuzz"),
        tests("Fuzz", ["Fuzz", "TestSupport"]),
        tests("Differential", ["TestSupport", "differential"]),
        .executableTarget(
            name: "differential",
            dependencies: ["DBus", "KeyFile", "NetworkManager", "NetworkManagerConfiguration", systemPackage],
            path: "Tests/Differential", swiftSettings: settings),
        tests("NetworkManagerConfiguration", ["NetworkManagerConfiguration", "KeyFile", systemPackage]),
        tests("Rig", ["TestSupport"]),
        tests("Command", ["BusTestSupport", "TestSupport"]),
        tests("Fault", ["TestSupport"]),
    ]
)
