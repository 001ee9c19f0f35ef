import TestSupport
import Testing

/// The deadline passes while an image is changed: what was done is taken back, as with a running NetworkManager.
@Suite struct `A fix of an image whose time ends` {
    /// The call that puts a file in place: first the copy of what was adopted, then the drop-in.
    private static let whenPlaced = #"^(renameat2?|linkat)\("#

    @Test func `between its files takes back what it has done`() throws {
        let image = try Image()
        try image.folder.write("# mine\n", to: Image.dropIns + "/zz-nmfence.conf")
        let before = try FileListing.of(image.folder.path + "/etc")
        let run = try Run(
            Repository.path("scripts/rig/at-call"),
            [
                "--when", Self.whenPlaced, "--run", "sleep 2", "--", Tool.path, "fix", "--adopt", "--timeout", "2",
                "--root", image.folder.path,
            ])
        #expect(run.status == 3, "\(run.status): \(run.output)\(run.errors)")
        #expect((run.output + run.errors).contains("timed out"), "\(run.output)\(run.errors)")
        #expect(try FileListing.of(image.folder.path + "/etc") == before)
    }
}
