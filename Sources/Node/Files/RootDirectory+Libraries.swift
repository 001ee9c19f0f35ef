public import SystemPackage

extension RootDirectory {
    /// Folders that hold libraries and their plugins, those of each architecture behind the general ones.
    public var libraryFolders: [FilePath] {
        (["/usr/lib", "/usr/lib64"] as [FilePath]).flatMap { [$0] + architectures(below: $0) }
    }

    /// Multi-arch folders such as `/usr/lib/x86_64-linux-gnu`.
    private func architectures(below library: FilePath) -> [FilePath] {
        // The triplet's second part: `x86_64-linux-gnu`. Bytes, since the characters of some hundred names take a
        // millisecond.
        // A folder that may be entered and not listed is searched without them: what is sought there is then not found,
        // which is how every caller says that it does not know.
        let names = try? entries(of: library) { name in
            name.split(separator: UInt8(ascii: "-")).dropFirst().first?.elementsEqual("linux".utf8) == true
        }
        return (names ?? []).map { library.appending($0) }
    }
}
