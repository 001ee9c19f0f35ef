import Fence
import NetworkManagerConfiguration
import SystemPackage

/// Files of a configuration, with a record of what was read of them.
final class RecordedConfiguration: ConfigurationReader {
    private let files: any ConfigurationReader
    /// What was read so far.
    private(set) var read = PlanInputs()

    init(_ files: any ConfigurationReader) {
        self.files = files
    }

    func entries(of directory: FilePath) -> DirectoryListing {
        let listing = files.entries(of: directory)
        read.note(directory, listing)
        return listing
    }

    func contents(of path: FilePath) -> FileContents {
        let contents = files.contents(of: path)
        read.note(path, contents)
        return contents
    }
}
