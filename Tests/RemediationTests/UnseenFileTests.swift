import Base
import Fence
import Node
import SystemPackage
import TestSupport
import Testing

@testable import Remediation

/// What cannot be read or taken back is said, and is not what is not there.
@Suite struct UnseenFileTests {
    @Test func `a folder that was made and cannot be removed again is named by the undo`() throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("etc/NetworkManager")
        var step = FileStep(root: try RootDirectory(FilePath(folder.path)))
        let path = DropIn.directory.appending(DropIn.name)
        try step.apply(FileChange(path: path, old: nil, new: StoredFile(.bytes([]))))
        let above = folder.path + "/etc/NetworkManager"
        try #require(try Run("chattr", ["+i", above]).status == 0)
        let failures = step.undo()
        #expect(try Run("chattr", ["-i", above]).status == 0)
        #expect(failures.map(\.errno) == [.notPermitted], "\(failures)")
        #expect(try folder.names(in: "etc/NetworkManager") == ["conf.d"])
    }

    @Test func `a folder that was made and has something of somebody's stays without a word`() throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("etc/NetworkManager")
        var step = FileStep(root: try RootDirectory(FilePath(folder.path)))
        let path = DropIn.directory.appending(DropIn.name)
        try step.apply(FileChange(path: path, old: nil, new: StoredFile(.bytes([]))))
        try folder.write("", to: "etc/NetworkManager/conf.d/50-site.conf")
        #expect(step.undo().isEmpty)
        #expect(try folder.names(in: "etc/NetworkManager/conf.d") == ["50-site.conf"])
    }
}
