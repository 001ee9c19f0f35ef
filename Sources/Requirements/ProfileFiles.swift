import Base

/// The files of profiles, in the order of their releases.
package struct ProfileFiles: Sendable {
    /// A file: the profile's name, and its bytes.
    package typealias File = (name: String, contents: @Sendable () -> [UInt8])

    let files: [File]

    /// Files other than the program's own.
    package init(_ files: [File]) { self.files = files }

    /// The files that are built into the program: whatever is in `Profiles` is, and has its line here.
    package static let builtIn = ProfileFiles([
        ("calico-3.16", { PackageResources.calico_3_16_conf }),
        ("calico-3.18", { PackageResources.calico_3_18_conf }),
        ("calico-3.19", { PackageResources.calico_3_19_conf }),
        ("calico-3.21", { PackageResources.calico_3_21_conf }),
        ("calico-3.23", { PackageResources.calico_3_23_conf }),
        ("calico-3.24", { PackageResources.calico_3_24_conf }),
        ("calico-3.25", { PackageResources.calico_3_25_conf }),
        ("calico-3.27", { PackageResources.calico_3_27_conf }),
        ("calico-3.29", { PackageResources.calico_3_29_conf }),
        ("calico-3.30", { PackageResources.calico_3_30_conf }),
        ("calico-3.31", { PackageResources.calico_3_31_conf }),
        ("calico-3.32", { PackageResources.calico_3_32_conf }),
        ("canal", { PackageResources.canal_conf }),
    ])

    /// What is laid over any profile: whatever is in `Additions` is, and has its line here.
    package static let additions = ProfileFiles([
        ("flannel", { PackageResources.flannel_conf }),
        ("kube-proxy-ipvs", { PackageResources.kube_proxy_ipvs_conf }),
        ("nodelocaldns", { PackageResources.nodelocaldns_conf }),
    ])

    /// The base of a profile that goes with whichever release is the last.
    private static let newest = "newest"

    private var newestRelease: String {
        files.last { $0.name.split(separator: "-").last.flatMap { Release($0) } != nil }?.name ?? Self.newest
    }

    /// A profile, and those that it builds on: the first release first.
    func sources(of name: String, where isWanted: (String) -> Bool) throws(ProfileError) -> [ProfileSource] {
        var sources: [ProfileSource] = []
        var next: (name: String, place: ProfilePlace)? = (name, ProfilePlace(profile: name, line: 0))
        while let (name, place) = next {
            guard !sources.contains(where: { $0.name == name }) else { throw ProfileError(.circular, place) }
            guard let file = files.first(where: { $0.name == name }) else {
                throw ProfileError(.unknownProfile(name), place)
            }
            let source = try ProfileSource(file, where: isWanted)
            sources.append(source)
            next = source.header.facts["base"].map { ($0.value == Self.newest ? newestRelease : $0.value, $0.place) }
        }
        return sources.reversed()
    }
}
