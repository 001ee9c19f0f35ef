import Base
import Fence
import Node
import SystemPackage
import TestSupport
import Testing

@Suite struct ProfileChoiceTests {
    @Test func `auto takes the profile of the release that runs, and says so where none can be seen`() throws {
        let folder = try TemporaryFolder()
        let root = try RootDirectory(FilePath(folder.path))
        guard case .undetermined = ProfileChoice("auto", in: root) else {
            Issue.record("an empty root has a release")
            return
        }
        try folder.write("{\"x\":\"calico/node:v3.26.4\"}", to: "var/lib/docker/image/overlay2/repositories.json")
        guard case .chosen("calico-3.25", let evidence?) = ProfileChoice("auto", in: root) else {
            Issue.record("\(ProfileChoice("auto", in: root))")
            return
        }
        #expect(evidence.path == "/var/lib/docker/image/overlay2/repositories.json")
    }
}
