import Foundation
import TestSupport
import Testing

/// "Everything was put back" is said where that was looked at, and is so.
@Suite(.waits) struct `A fix that is undone` {
    private static let interfere = """
        device=$(dbus-send --system --print-reply=literal --dest=org.freedesktop.NetworkManager \
        /org/freedesktop/NetworkManager org.freedesktop.NetworkManager.GetDeviceByIpIface string:cali0 | tr -d ' ')
        dbus-send --system --print-reply --dest=org.freedesktop.NetworkManager $device \
        org.freedesktop.DBus.Properties.Set string:org.freedesktop.NetworkManager.Device string:Managed \
        variant:boolean:true >/dev/null
        """

    private func node(_ conf: String) throws -> LiveSandbox {
        let node = try LiveSandbox()
        try node.must("nm-devices --settled >/dev/null")
        try node.must("printf '\(conf)' >/etc/NetworkManager/conf.d/site.conf")
        return node
    }

    /// Somebody makes cali0 managed again before the proof.
    private func disturbed(_ node: LiveSandbox) throws -> Run {
        try node.run(
            LiveNode.at(Calls.asking, after: Calls.reloading, run: Self.interfere)
                + [Tool.path, "fix", "-o", "json"])
    }

    @Test func `says which interfaces NetworkManager treats otherwise than before`() throws {
        let node = try node(
            "[device-calico]\\nmatch-device=interface-name:cali*;interface-name:tunl*;interface-name:vxlan.calico\\n"
                + "managed=0\\n")
        let run = try disturbed(node)
        let devices = try node.must("nm-devices --settled")
        #expect(run.output.contains("still manages cali0"), "\(run.output)\(run.errors)")
        // Before 1.52 NetworkManager takes an interface that it watched back as one of its own.
        let isOther = devices.contains("tunl0 30 managed")
        #expect(isOther || devices.contains("tunl0 100 managed"), "\(devices)")
        #expect(run.status == (isOther ? 4 : 3), "\(run.output)")
        for name in ["tunl0", "vxlan.calico"] {
            let words = "\(name) was managed, connected (externally) in NetworkManager and is now managed, disconnected"
            #expect(run.output.contains(words) == isOther, "\(run.output)")
        }
        #expect(!run.output.contains("cali0 was"))
    }

    @Test func `is called put back where the interfaces are as before`() throws {
        let node = try node(
            "[device-calico]\\nmatch-device=interface-name:cali*\\nmanaged=0\\n"
                + "[keyfile]\\nunmanaged-devices=interface-name:tunl*;interface-name:vxlan.calico\\n")
        try node.must("nm-control restart; nm-devices --settled >/run/devices")
        let before = try node.must("nm-devices --settled")
        let run = try disturbed(node)
        #expect(run.status == 3, "\(run.output)\(run.errors)")
        #expect(try node.must("nm-devices --settled") == before)
    }
}
