import CKmod
import Glibc
import SystemPackage

/// One kernel's folder of modules, asked through libkmod; libkmod's handles do not leave this file.
///
/// libkmod gets the folder as an open descriptor, so that links in an image stay inside the image, and no configuration:
/// blacklists are read by `ModprobeConfiguration`, which knows the line of each, and libkmod would add those of the running kernel's
/// command line to any image.
final class ModuleDirectory {
    /// What a name stands for in this folder.
    enum Answer: Hashable {
        /// Part of the kernel, by this name.
        case builtIn(name: String)
        /// A file, by this name and at this path below the folder.
        case file(name: String, path: String)
        /// No module and no alias has this name.
        case none
    }

    /// The folder inside the root.
    let path: FilePath
    private let descriptor: FileDescriptor
    private let context: OpaquePointer
    private let prefix: String
    /// modules.dep.bin, which was found in order.
    private let dependencyIndex: [UInt8]

    /// Nil where libkmod cannot be used; `problems` says why, where there is something to say.
    init?(_ path: FilePath, in root: RootDirectory, problems: inout [Sighting]) {
        guard let descriptor = try? root.open(path, O_RDONLY | O_DIRECTORY) else { return nil }
        var (isUsable, dependencyIndex) = (true, [UInt8]())
        for name in ModuleIndex.names {
            do throws(FileError) {
                let bytes = try root.read(path.appending(name), limit: Self.sizeLimit)
                if name == "modules.dep.bin" { dependencyIndex = bytes }
                // A kernel without such modules has an empty index, of no bytes or of its header alone.
                guard !bytes.isEmpty, !ModuleIndex.isSound(bytes) else { continue }
                problems.append(Sighting(path.appending(name), "the index is damaged; depmod makes a new one"))
                isUsable = false
            } catch {
                // modules.builtin.alias.bin came with kmod 27.
                if error.isMissing && name != "modules.dep.bin" { continue }
                problems.append(Sighting(error))
                isUsable = false
            }
        }
        for name in ModuleIndex.names + Self.readUnasked where problems.last?.path != path.appending(name).string {
            if let problem = Self.problem(with: name, path, in: root, descriptor) {
                problems.append(problem)
                isUsable = false
            }
        }
        let prefix = "/proc/self/fd/\(descriptor.rawValue)"
        var noConfiguration: [UnsafePointer<CChar>?] = [nil]
        guard isUsable, let context = kmod_new(prefix, &noConfiguration) else {
            if isUsable { problems.append(Sighting(path, "libkmod.so.2, which looks modules up, cannot be loaded")) }
            try? descriptor.close()
            return nil
        }
        kmod_set_log_priority(context, 0)
        self.path = path
        self.descriptor = descriptor
        self.context = context
        self.prefix = prefix + "/"
        self.dependencyIndex = dependencyIndex
    }

    deinit {
        kmod_unref(context)
        try? descriptor.close()
    }

    /// The longest index that is read; real ones have a megabyte.
    private static let sizeLimit = 16 << 20
    /// What libkmod reads as it is opened, whatever it is asked later; the second since kmod 33.
    private static let readUnasked = ["modules.softdep", "modules.weakdep"]

    /// Why libkmod must not open a file: it would wait at a pipe, read a device without end, or follow a link out of an image.
    private static func problem(
        with name: String, _ folder: FilePath, in root: RootDirectory, _ descriptor: FileDescriptor
    ) -> Sighting? {
        let path = folder.appending(name)
        let raw = openat(descriptor.rawValue, name, Resolution.pathOnly | O_CLOEXEC)
        let opened = FileDescriptor(rawValue: raw)
        defer { if raw >= 0 { try? opened.close() } }
        guard raw >= 0, let status = try? FileStatus.of(opened) else { return nil }
        // Compared as the kernel follows links, which is libkmod's way, and as they lead inside the root.
        guard let inside = try? root.status(of: path), inside.device == status.device, inside.inode == status.inode
        else { return Sighting(path, "leads out of \(root.path)") }
        guard status.kind == .regular else {
            return Sighting(FileError(code: .notRegular(status.kind), "read", path))
        }
        guard status.size <= sizeLimit else {
            return Sighting(FileError(code: .tooLarge(limit: sizeLimit), "read", path))
        }
        return nil
    }

    /// Looks a module name or an alias up, with `-` and `_` taken for the same.
    func lookUp(_ name: String) -> Answer {
        var list: OpaquePointer?
        guard kmod_module_new_from_lookup(context, name, &list) == 0, let list else { return .none }
        defer { kmod_module_unref_list(list) }
        var answer = Answer.none
        var entry: OpaquePointer? = list
        while let current = entry, answer == .none {
            if let module = kmod_module_get_module(current) {
                answer = describe(module)
                kmod_module_unref(module)
            }
            entry = kmod_list_next(list, current)
        }
        return answer
    }

    /// The files of the modules that a module needs first, below the folder.
    ///
    /// Out of the index: libkmod itself gives none at all where one of the files is not there.
    func dependencies(of module: String) -> [String] {
        guard let line = ModuleIndex.value(of: module, in: dependencyIndex), let colon = line.firstIndex(of: ":") else {
            return []
        }
        return line[colon...].dropFirst().split(separator: " ").map(String.init)
    }

    private func describe(_ module: OpaquePointer) -> Answer {
        guard let rawName = kmod_module_get_name(module) else { return .none }
        let name = String(cString: rawName)
        // A built-in module has no path. One that is in neither index is a name that somebody only mentions.
        guard let rawPath = kmod_module_get_path(module) else {
            return isBuiltIn(module) ? .builtIn(name: name) : .none
        }
        let path = String(cString: rawPath)
        return .file(name: name, path: path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : path)
    }

    private func isBuiltIn(_ module: OpaquePointer) -> Bool {
        // The state of a built-in module is known without a look at /sys.
        kmod_module_get_initstate(module) == Int32(KMOD_MODULE_BUILTIN.rawValue)
    }
}
