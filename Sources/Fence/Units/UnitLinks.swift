public import Node
public import SystemPackage

/// Which units start others, by the links in their folders `.wants` and `.requires`: systemd.unit(5).
///
/// Each folder is listed once in a run, when a question leads that far: several checks ask for several services each.
public final class UnitLinks {
    /// The folders of units, the one that counts most first.
    static let folders: [FilePath] = [
        "/etc/systemd/system", "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system",
        "/lib/systemd/system",
    ]

    private let root: RootDirectory
    /// The folders that are still to be asked for units and their links, the next one last.
    private var pending: [(folder: FilePath, isOfUnits: Bool)]
    /// The folders of units that were asked: with a merged /usr two of them are one.
    private var asked: [(device: UInt64, inode: UInt64)] = []
    private var found: Set<[UInt8]> = []
    private var listed: [FilePath: Set<[UInt8]>] = [:]

    init(in root: RootDirectory) {
        self.root = root
        pending = Self.folders.reversed().map { ($0, true) }
    }

    /// Whether another unit starts one of these.
    /// - Throws: where that cannot be seen.
    func start(anyOf names: [FilePath.Component]) throws(FileError) -> Bool {
        let names = names.map(\.bytes)
        while !names.contains(where: found.contains) {
            guard let (folder, isOfUnits) = pending.last else { return false }
            // Taken off the list when it could be read: what could not is an error for whoever asks next, too.
            if isOfUnits {
                let subfolders = try subfolders(of: folder)
                pending.removeLast()
                pending += subfolders.reversed().map { (folder.appending($0), false) }
            } else {
                found.formUnion(try links(in: folder))
                pending.removeLast()
            }
        }
        return true
    }

    /// Whether a folder has a link to a unit.
    /// - Throws: where that cannot be seen.
    public func has(_ name: String, in folder: FilePath) throws(FileError) -> Bool {
        try links(in: folder).contains(Array(name.utf8))
    }

    private func links(in folder: FilePath) throws(FileError) -> Set<[UInt8]> {
        if let known = listed[folder] { return known }
        let names = Set(try root.namesIfPresent(of: folder))
        listed[folder] = names
        return names
    }

    /// The folders of links in a folder of units.
    private func subfolders(of folder: FilePath) throws(FileError) -> [FilePath.Component] {
        guard let status = try root.statusIfPresent(of: folder),
            !asked.contains(where: { $0 == (status.device, status.inode) })
        else { return [] }
        let names = try root.entriesIfPresent(of: folder) { name in
            name.suffix(6).elementsEqual(".wants".utf8) || name.suffix(9).elementsEqual(".requires".utf8)
        }
        asked.append((status.device, status.inode))
        return names
    }
}
