import Foundation
import TestSupport
import Testing

/// What is created in an image can be taken away by its owner at once, and something else put there.
@Suite struct `A folder that was just made` {
    /// At the first call about it behind the one that made it: the race that its owner wins.
    private static let whenMade = #"^(fchmodat|fchmod|openat)\([0-9]+, conf\.d,"#

    @Test(arguments: ["link", "folder"]) func `is not changed by its name, where something else may be by now`(
        other: String
    ) throws {
        let (image, outside) = (try Image(), try TemporaryFolder())
        try FileManager.default.removeItem(atPath: image.folder.path + "/" + Image.dropIns)
        try outside.makeFolder("secret")
        let secret = outside.path + "/secret"
        let swap =
            other == "link"
            ? "ln -s \(secret) conf.d"
            : "mkdir -m 700 conf.d; chown 65534 conf.d; ln -s $PWD/conf.d \(outside.path)/moved"
        let prepared = try Run("chmod", ["700", secret])
        #expect(prepared.status == 0)
        let run = try Run(
            Repository.path("scripts/rig/at-call"),
            [
                "--when", Self.whenMade, "--run",
                "cd \(image.folder.path)/etc/NetworkManager; rmdir conf.d; \(swap)", "--", "sh", "-c",
                // A mode that is right already would not be set.
                "umask 077; exec \"$@\"", "sh", Tool.path, "fix", "--root", image.folder.path,
            ])
        #expect(run.status != 125, "\(run.errors)")
        // 4: what is there now was not there before, and is not taken away.
        #expect([4, 74, 77].contains(run.status), "\(run.output)\(run.errors)")
        let place = other == "link" ? secret : image.folder.path + "/" + Image.dropIns
        #expect(try Run("stat", ["-c", "%a", place]).output == "700\n")
        #expect(try Run("ls", ["-A", place]).output == "")
    }

    @Test(arguments: ["077", "022", "000"]) func `has the mode that it is to have, whatever the umask`(umask: String)
        throws
    {
        let image = try Image()
        try FileManager.default.removeItem(atPath: image.folder.path + "/" + Image.dropIns)
        let run = try Run(
            "sh", ["-c", "umask \(umask); exec \"$@\"", "sh", Tool.path, "fix", "--root", image.folder.path])
        #expect(run.status == 0, "\(run.output)\(run.errors)")
        #expect(try Run("stat", ["-c", "%a", image.folder.path + "/" + Image.dropIns]).output == "755\n")
    }
}
