public import Base
public import SystemPackage

/// The control group of a process, which tells what of a container from what of the node's own.
public enum ControlGroup {
    /// The words that container runtimes put into the names of groups.
    private static let runtimes = ["kubepods", "containerd", "docker", "crio", "libpod", "cri-", "nerdctl", "lxc"]

    /// Whether a process is in a container, by /proc/PID/cgroup: cgroups(7); nil where the kernel has no such file.
    public static func isContainer(
        _ process: FilePath.Component, in root: RootDirectory
    ) throws(FileError) -> (value: Bool, evidence: Evidence)? {
        let path = FilePath("/proc").appending(process).appending("cgroup")
        guard let contents = try root.readIfPresent(path, limit: 1 << 16) else { return nil }
        var first: Evidence?
        for line in TextLines(contents) {
            // NUMBER:CONTROLLERS:PATH
            let parts = line.bytes.trimmedText.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let evidence = Evidence(path, line: line.number, String(parts[2]))
            if runtimes.contains(where: parts[2].contains) { return (true, evidence) }
            // The root of a controller says nothing.
            if first == nil, parts[2] != "/" { first = evidence }
        }
        return first.map { (false, $0) }
    }
}
