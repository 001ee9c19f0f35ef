import Base
import Fence
import KeyFile
import NetworkManagerConfiguration
import Node
import SystemPackage

/// The files of a fix: which name the drop-in gets, what is in its place, and what it must say.
extension FixPlanner {
    /// The files as a move makes them.
    func changes(_ present: ManagedPolicy, _ move: FenceMove) throws(ChangeFailure) -> [FileChange] {
        let path = DropIn.directory.appending(move.name)
        let dropIn = dropIn(at: path, present, move)
        let before = try self.present(path)
        var changes: [FileChange] = []
        if let before, isOurs(path) {
            // Ours, and everything about it that somebody set since.
            let after = StoredFile(.bytes(dropIn.contents(inPlaceOf: before.bytes)), before.attributes)
            changes.append(FileChange(path: path, old: before, new: after))
        } else {
            let saved = DropIn.savedPath(of: path)
            // A run that was killed may have kept it already.
            if let before, try self.present(saved) == nil {
                changes.append(FileChange(path: saved, old: nil, new: before, twin: path))
            }
            changes.append(
                FileChange(
                    path: path, old: before, new: StoredFile(.bytes(dropIn.contents)), twin: before == nil ? nil : saved
                ))
        }
        for other in ours(present) where other != path {
            changes.append(FileChange(path: other, old: try self.present(other), new: nil))
        }
        return changes
    }

    private func dropIn(at path: FilePath, _ present: ManagedPolicy, _ move: FenceMove) -> DropIn {
        let calicos = DropIn.calicoTokens.map { RawText($0) }
        let tokens = DropIn.tokens(for: patterns)
        let kept = adopted(path, present, calicos) + addedByOthers(to: tokens, present)
        let added = kept + (move.changesList ? tokens : []) + (move.addsEverything ? ["*"] : [])
        let group = move.group.map { DropIn.DeviceGroup($0, tokens: tokens) }
        return DropIn(removed: move.removed, added: added, group: group)
    }

    /// What a path of the node names; whatever cannot be seen as a whole is not changed.
    func present(_ path: FilePath) throws(ChangeFailure) -> StoredFile? {
        do throws(FileError) { return try files.present(path) } catch { throw .file(error) }
    }

    /// The tokens that our files have besides nmfence's own, because somebody added them or an earlier fix
    /// adopted them.
    private func addedByOthers(to tokens: [RawText], _ present: ManagedPolicy) -> [RawText] {
        let known = Set(tokens + ["*"])
        return ours(present).compactMap { contents($0) }.flatMap { DropInLines($0).added }
            .filter { !known.contains($0) }.unique
    }

    /// What somebody added to a file of ours that would go, in words; nil where there is nothing.
    func settingLost(with name: String, _ present: ManagedPolicy) -> String? {
        for path in ours(present) where path != DropIn.directory.appending(name) {
            guard let setting = contents(path).flatMap({ DropInLines($0).others.first }) else { continue }
            return "\(path):\(setting.line) sets \(setting.name), which nmfence did not write and which would be lost; "
                + "move it to another file"
        }
        return nil
    }

    /// The tokens of somebody else's file that ours takes the place of: they keep their effect.
    private func adopted(_ path: FilePath, _ present: ManagedPolicy, _ calicos: [RawText]) -> [RawText] {
        guard !isOurs(path) else { return [] }
        return present.unmanaged.tokens.map(\.source).filter { $0.origin.path == path }.map(\.text)
            .filter { !calicos.contains($0) }
    }

    /// A file is adopted only where our drop-in can say all that it says.
    private func refuseOtherSettings(of path: FilePath, _ present: ManagedPolicy) throws(ChangeFailure) {
        let other = present.stack.settings.first { setting in
            setting.origin.path == path && !(setting.section == "keyfile" && setting.key == "unmanaged-devices")
        }
        guard let other else { return }
        throw .unreachable(
            "\(path) also sets \(other.section).\(other.key) (\(other.origin)), which would be lost; "
                + "move that setting to another file"
        )
    }

    /// The place of the copy must be free, or have this very file from a run that was killed.
    private func refuseOtherCopy(of file: StoredFile, at path: FilePath) throws(ChangeFailure) {
        let saved = DropIn.savedPath(of: path)
        guard let present = try self.present(saved), present != file else { return }
        throw .unreachable(
            "cannot back up \(path): \(saved) exists already. Review it and move it away")
    }

    /// File names to try, the usual one first. One that a file of another layer has is not tried: ours would hide it.
    func names(_ present: ManagedPolicy) throws(ChangeFailure) -> [String] {
        let hidden = Set(
            present.stack.files.filter { $0.layer == .vendor || $0.layer == .runtime }
                .compactMap { $0.path.lastComponent?.string })
        let usual = DropIn.directory.appending(DropIn.name)
        if let before = try self.present(usual), !isOurs(usual) {
            if permissions.adopts {
                try refuseOtherSettings(of: usual, present)
                try refuseOtherCopy(of: before, at: usual)
                return [DropIn.name]
            }
            throw .unreachable(
                "\(usual) exists and was not created by nmfence. Review it; use --adopt to replace it (backup kept, "
                    + "restored by revert) or rename it")
        }
        var names = ours(present).compactMap { $0.lastComponent?.string } + [DropIn.name]
        // Behind everything else, by byte order: the last name's stem and more of the same.
        let last = present.stack.files.filter { $0.layer == .admin && $0.status == .read }.last?.path.stem
        if let last { names.append(DropIn.name(behind: last)) }
        names.append(DropIn.name(behind: ""))
        var seen: Set<String> = []
        return names.filter { name in
            guard !hidden.contains(name), seen.insert(name).inserted else { return false }
            let path = DropIn.directory.appending(name)
            // A copy that is nobody's yet would be a revert's to put back, whoever made it.
            return isOurs(path) || !isTaken(path) && !isTaken(DropIn.savedPath(of: path))
        }
    }

    /// Every file that an earlier run wrote.
    func ours(_ present: ManagedPolicy) -> [FilePath] {
        present.stack.files.filter { $0.layer == .admin && $0.status != .ignored }.map(\.path).filter { path in
            isOurs(path)
        }
    }

    /// Whether an earlier run wrote this file: a link to one is somebody else's.
    func isOurs(_ path: FilePath) -> Bool {
        contents(path).map { DropIn.isOurs(path.lastComponent, $0) } ?? false
    }

    /// Whether something has this name, or may have: what cannot be seen is not free.
    private func isTaken(_ path: FilePath) -> Bool {
        do throws(FileError) { return try files.present(path) != nil } catch { return true }
    }

    /// Nil also where it cannot be read: it is then not known to be ours, and is left as it is.
    private func contents(_ path: FilePath) -> [UInt8]? {
        (try? files.bytes(path)) ?? nil
    }
}
