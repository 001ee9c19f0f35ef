/// Everything about the files in a folder, told by another program than the one under test.
public enum FileListing {
    private static let script = """
        import os, sys
        for path, folders, names in sorted(os.walk(sys.argv[1])):
            for name in sorted(folders + names):
                file = os.path.join(path, name)
                status = os.lstat(file)
                words = [os.path.relpath(file, sys.argv[1]), oct(status.st_mode), status.st_uid, status.st_gid]
                if os.path.islink(file):
                    words.append(os.readlink(os.fsencode(file)))
                elif os.path.isfile(file):
                    words.append(open(file, "rb").read())
                words += [(n, os.getxattr(file, n, follow_symlinks=False))
                          for n in sorted(os.listxattr(file, follow_symlinks=False))]
                print(*words)
        """

    /// A line for each name below a folder: kind and mode, owner, group, content or a link's text, extended attributes.
    public static func of(_ folder: String) throws -> [String] {
        let run = try Python.run(script, [folder])
        guard run.status == 0 else { throw Failure(description: run.errors) }
        return run.output.split(separator: "\n").map(String.init)
    }

    /// Why there is no listing.
    public struct Failure: Error, CustomStringConvertible {
        /// What python said.
        public let description: String
    }
}
