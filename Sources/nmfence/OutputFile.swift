import Node
import Remediation
import SystemPackage

/// A report in a file: whoever reads it finds the whole of the last one, as Prometheus' textfile collector needs it.
enum OutputFile {
    /// Puts the file in place, for everybody to read.
    /// - Parameter path: a path of this machine, whatever `--root` is.
    static func replace(_ path: FilePath, with text: String) throws(CommandFailure) {
        let absolute = path.isAbsolute ? path : FilePath("/proc/self/cwd").appending(path.components)
        guard let name = absolute.lastComponent else { throw .usage("--output-file: '\(path)' names no file") }
        do throws(FileError) {
            let directory = try Directory(absolute.removingLastComponent(), in: RootDirectory())
            try AtomicFile(directory: directory, name: name).replace(with: Array(text.utf8))
        } catch { throw .file(error) }
    }
}
