import Base
import KeyFile
import SystemPackage

/// The daemon's own file, and what is looked at when all files are merged.
extension ConfigurationLoader {
    /// Whatever is wrong with it, NetworkManager goes on without it.
    mutating func loadIntern(usersGroups: [RawText]) {
        let path = options.internConfig
        guard !path.isEmpty else { return }
        func ignore(_ reason: String) {
            files.append(ConfigurationFile(path, .intern, .ignored, "\(reason); treated as empty"))
        }
        switch reader.contents(of: path) {
        case .missing: break
        case .notRegular(let kind): ignore("it is a \(kind)")
        case .unreadable(let error) where !error.isOfReader:
            ignore("cannot be read (\(error))")
        case .unreadable(let error): noteUnreadableIntern(path, "\(error)")
        case .tooLarge: noteUnreadableIntern(path, "the file is too large")
        case .regular(let bytes):
            guard let file = try? KeyFile(parsing: bytes) else { return ignore("cannot be parsed") }
            let layer = InternLayer(path: path, version: version, usersGroups: usersGroups)
                .layer(of: file, over: merged)
            if let layer { merge.apply(layer) }
            files.append(ConfigurationFile(path, .intern, .read, layer == nil ? "no applicable settings" : nil))
        }
    }

    /// The file holds what was set over the bus: never a list of devices, but from 1.54 on `managed=` of single ones.
    private mutating func noteUnreadableIntern(_ path: FilePath, _ reason: String) {
        files.append(ConfigurationFile(path, .intern, .unreadable, reason, isUncertain: true))
        if behaviour.has(.internDeviceGroups) != .no {
            merge.merged.noteUnreadable(
                Uncertainty("the contents of \(path) are unknown: \(reason)"), keys: [["device", "managed"]])
        }
    }

    /// The one value that can keep the daemon from starting.
    mutating func checkConfigureAndQuit() {
        guard behaviour.has(.configureAndQuitIsStrict) != .no,
            let value = merged.value(of: "configure-and-quit", in: "main"),
            let text = KeyFile.unescaped(value.value)?.trimmed, text != "initrd", MergeRules.boolean(text) == nil
        else { return }
        problems.append(
            Problem(
                .fatal, .configureAndQuit, path: value.origin.path, line: value.origin.line,
                "invalid value configure-and-quit=\(text); NetworkManager refuses to start. Write yes, no or "
                    + "initrd."
            ))
    }

    /// A list that has no effect because a file of the same name hides its own.
    mutating func noteHiddenList(of path: FilePath, by mask: FilePath) {
        // NetworkManager does not open it either: what cannot be read or parsed says nothing.
        guard case .regular(let bytes) = reader.contents(of: path), let file = try? KeyFile(parsing: bytes),
            let entry = file.group("keyfile")?.entries.last(where: {
                $0.key == "unmanaged-devices" || $0.key == "unmanaged-devices+"
            })
        else { return }
        let tokens = TokenList.split(entry.value)
        guard !tokens.isEmpty else { return }
        hiddenLists.append(
            Problem(
                .warning, .hidesList, path: mask, line: nil,
                "this file hides \(path), so its unmanaged-devices (line \(entry.line): "
                    + "\(TokenList.join(tokens))) has no effect. Rename this file if that is not intended.",
                meant: tokens))
    }
}
