import Node
import Remediation
import SystemPackage

/// A report in a file: whoever reads it finds the whole of the last one, as Prometheus' textfile collector needs it.
enum OutputFile {
    /// Puts the file in place, for everybody to read.
    /// - Parameter path: a path of this machine, whatever `--root` is.
    static func replace(_ path: FilePath, with text: String) throws(CommandFailure) {
        let absolute = path.onThisMachine
        guard let name = absolute.lastComponent else { throw .usage("--output-file: '\(path)' names no file") }
        do throws(FileError) {
            let directory = try Directory(absolute.removingLastComponent(), in: RootDirectory())
            try AtomicFile(directory: directory, name: name).replace(with: Array(text.utf8))
        } catch { throw .file(error) }
    }

    /// Makes a folder that is not there, with those above it.
    /// - Parameter path: a path of this machine.
    static func makeFolder(_ path: FilePath) throws(CommandFailure) {
        let absolute = path.onThisMachine
        do throws(FileError) {
            let root = try RootDirectory()
            var present = FilePath("/")
            for component in absolute.components {
                let next = present.appending(component)
                if try !root.exists(next) {
                    try Directory(present, in: root).makeDirectory(
                        component, permissions: [.ownerReadWriteExecute, .groupReadExecute, .otherReadExecute])
                }
                present = next
            }
        } catch { throw .file(error) }
    }
}
