import Foundation
import TestSupport
import Testing

@Suite struct `A bus address that does more than open a socket` {
    private static let addresses = [
        "unixexec:path=/bin/touch,argv1=MARK", "unix:path=/nonexistent;unixexec:path=/bin/touch,argv1=MARK",
        "autolaunch:", "nonce-tcp:host=127.0.0.1,port=1,noncefile=MARK", "launchd:env=X",
    ]

    @Test(arguments: addresses) func `is refused, wherever it is given, and runs nothing`(text: String) throws {
        let folder = try TemporaryFolder()
        let mark = folder.path + "/mark"
        let address = text.replacing("MARK", with: mark)
        for verb in [["check", "--only", "nm.*"], ["diff"], ["fix", "--dry-run"], ["explain", "cali0"], ["config"]] {
            let option = try Tool.run(verb + ["--bus", address])
            #expect(option.status == 64, "\(verb): \(option.errors)")
            let variable = try Tool.run(verb, environment: ["DBUS_SYSTEM_BUS_ADDRESS": address])
            #expect(variable.status == 69, "\(verb): \(variable.errors)")
            for run in [option, variable] {
                #expect(run.errors.contains("only unix: and tcp: are used"), "\(verb): \(run.errors)")
            }
            #expect(!FileManager.default.fileExists(atPath: mark), "\(verb) ran a program")
        }
        let offline = try Tool.run(
            ["explain", "cali0", "--offline"], environment: ["DBUS_SYSTEM_BUS_ADDRESS": address])
        #expect(offline.status <= 2, "\(offline.errors)")
    }
}
