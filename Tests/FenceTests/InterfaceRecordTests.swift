import Base
import NetworkManagerConfiguration
import Node
import SystemPackage
import TestSupport
import Testing

@testable import Fence

@Suite struct InterfaceRecordTests {
    @Test func `an interface whose number cannot be read is there, and what is written under the number is not known`()
        throws
    {
        let folder = try TemporaryFolder()
        try folder.makeFolder("sys/class/net/cali0/ifindex")
        let record = InterfaceRecord("cali0", in: try RootDirectory(FilePath(folder.path)))
        #expect(record.facts(live: nil).isPresent)
        let facts = record.facts(live: nil)
        guard case .undetermined = facts.udev, case .undetermined = facts.stateFile else {
            Issue.record("\(facts)")
            return
        }
    }

    @Test func `an interface whose kind cannot be read may be one that is left alone while nothing uses it`() throws {
        let folder = try TemporaryFolder()
        try folder.write("7\n", to: "sys/class/net/vxlan.calico/ifindex")
        let root = try RootDirectory(FilePath(folder.path))
        #expect(InterfaceRecord("vxlan.calico", in: root).facts(live: nil).isExternalAndIdle == .no)
        try folder.makeFolder("sys/class/net/vxlan.calico/uevent")
        #expect(InterfaceRecord("vxlan.calico", in: root).facts(live: nil).isExternalAndIdle == .unknown)
    }

    @Test func `an interface that is not there has no number, and nothing is written of it`() throws {
        let folder = try TemporaryFolder()
        let record = InterfaceRecord("cali0", in: try RootDirectory(FilePath(folder.path)))
        #expect(!record.facts(live: nil).isPresent)
        #expect(record.facts(live: nil).udev == .silent)
    }
}
