import Foundation
import TestSupport
import Testing

/// In short what `scripts/test-packages` tries in roots and containers.
@Suite(.waits) struct `A package` {
    /// Makes one kind, and gives the file.
    private func package(_ kind: String, into folder: TemporaryFolder) throws -> String {
        let run = try Run(
            Repository.path("scripts/package"), ["--into", folder.path + "/made", "--fast", kind],
            environment: ["NMFENCE_TEST_PROGRAM": Release.path, "SOURCE_DATE_EPOCH": "1700000000"])
        try #require(run.status == 0, "\(run.errors)")
        let names = try folder.names(in: "made")
        #expect(names.count == 1, "\(names)")
        return folder.path + "/made/" + names[0]
    }

    private func document(_ text: String) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func `of Debian has the program and its pages, needs nothing, and lintian has no objection`() throws {
        let folder = try TemporaryFolder()
        let package = try package("deb", into: folder)
        #expect(try Run("dpkg-deb", ["-x", package, folder.path + "/root"]).status == 0)
        #expect(try Run("cmp", [Release.path, folder.path + "/root/usr/sbin/nmfence"]).status == 0)
        let pages = try folder.names(in: "root/usr/share/man/man8")
        for verb in ["", "-check", "-fix", "-revert"] { #expect(pages.contains("nmfence\(verb).8.gz"), "\(pages)") }
        #expect(try folder.names(in: "root/usr/share/man/man7") == ["nmfence-checks.7.gz"])
        #expect(try folder.names(in: "root/usr/share/man/man5") == ["nmfence-drop-in.5.gz", "nmfence.conf.5.gz"])
        #expect(try folder.names(in: "root/usr/share/zsh/vendor-completions") == ["_nmfence"])
        let units = "root/usr/lib/systemd/system"
        if try Release.run(["help", "render"]).status == 0 {
            #expect(try folder.names(in: units).contains("nmfence.service"))
        } else {
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/" + units))
        }
        // What is enabled is a link there.
        #expect(try !folder.names(in: "root").contains("etc"))
        let fields = try Run("dpkg-deb", ["-f", package]).output
        #expect(!fields.contains("Depends:") && fields.contains("Built-Using: dbus"), "\(fields)")
        let lint = try Run("lintian", ["--allow-root", "--display-level", ">=warning", package])
        #expect(lint.status == 0 && lint.output == "" && lint.errors == "", "\(lint.output)\(lint.errors)")
    }

    @Test func `as an image has the program and the licences, by the digests that it states`() throws {
        let folder = try TemporaryFolder()
        let archive = try package("image", into: folder)
        try folder.makeFolder("image")
        #expect(try Run("tar", ["-xf", archive, "-C", folder.path + "/image"]).status == 0)
        for name in try folder.names(in: "image/blobs/sha256") {
            let sum = try Run("sha256sum", [folder.path + "/image/blobs/sha256/" + name]).output
            #expect(sum.hasPrefix(name + " "), "\(sum)")
        }
        func blob(_ descriptor: Any?) throws -> String {
            let digest = try #require((descriptor as? [String: Any])?["digest"] as? String)
            return "image/blobs/" + digest.replacing(":", with: "/")
        }
        func text(_ path: String) throws -> [String: Any] { try document(try #require(folder.text(path))) }
        let index = try text("image/index.json")
        let manifest = try text(blob((index["manifests"] as? [Any])?.first))
        let settings = try #require(try text(blob(manifest["config"]))["config"] as? [String: Any])
        #expect(settings["Entrypoint"] as? [String] == ["/nmfence"])
        let labels = try #require(settings["Labels"] as? [String: String])
        for name in ["title", "version", "revision", "created", "licenses"] {
            #expect(labels["org.opencontainers.image." + name]?.isEmpty == false, "\(name)")
        }
        let layer = try folder.path + "/" + blob((manifest["layers"] as? [Any])?.first)
        let listing = try Run("tar", ["-tzf", layer]).output.split(separator: "\n")
        #expect(listing == ["licenses/", "licenses/LICENSE", "licenses/LICENSES", "nmfence"])
    }

    @Test func `has a list of every library that is linked in, with version and license`() throws {
        let folder = try TemporaryFolder()
        let list = try document(try String(contentsOfFile: package("sbom", into: folder), encoding: .utf8))
        #expect(list["bomFormat"] as? String == "CycloneDX")
        let parts = try #require(list["components"] as? [[String: Any]])
        let names = Set(parts.compactMap { $0["name"] as? String })
        for name in ["libdbus-1-dev", "libglib2.0-dev", "libpcre2-dev", "libc6-dev", "swift", "swift-system"] {
            #expect(names.contains(name), "\(names)")
        }
        for part in parts {
            #expect((part["version"] as? String)?.contains(/[0-9]/) == true, "\(part)")
            #expect((part["licenses"] as? [Any])?.isEmpty == false, "\(part)")
        }
    }

    /// A library that is added later must not be missing in the licences and in the list of parts.
    @Test func `knows the archive of every library that the package declares`() throws {
        let manifest = try String(contentsOfFile: Repository.path("Package.swift"), encoding: .utf8)
        let parts = try String(contentsOfFile: Repository.path("scripts/lib/parts"), encoding: .utf8)
        let archives = try #require(parts.firstMatch(of: /archives=\(([^)]*)\)/)?.1).split(separator: " ")
        var names = manifest.matches(of: /"-l([a-z0-9.-]+)"/).map { String($0.1) }
        for library in manifest.matches(of: /library\("\w+", "([^"]+)"/) {
            let flags = try Run("pkg-config", ["--libs-only-l", String(library.1)]).output
            names += flags.split(whereSeparator: \.isWhitespace).map { String($0.dropFirst(2)) }
        }
        let compression = try #require(manifest.firstMatch(of: /\[([^\[\]]*)\]\.map \{ \.linkedLibrary/)?.1)
        names += compression.matches(of: /"(\w+)"/).map { String($0.1) }
        #expect(names.count >= 6)
        for name in names { #expect(archives.contains("lib\(name).a"), "\(name): \(archives)") }
    }

    @Test func `of an unknown kind is refused in one sentence`() throws {
        for (words, sentence) in [(["snap"], "unknown kind snap"), (["--release", "x y"], "--release takes a number")] {
            let run = try Run(Repository.path("scripts/package"), words)
            #expect(run.status == 1)
            #expect(run.errors.contains(sentence) && run.errors.split(separator: "\n").count == 1, "\(run.errors)")
        }
    }

    @Test func `that cannot be made ends in a failure and leaves no file`() throws {
        let folder = try TemporaryFolder()
        for tool in ["dpkg-deb", "gzip"] {
            try folder.makeFolder(tool)
            try folder.write("#!/bin/sh\necho 'no space left' >&2; exit 1\n", to: tool + "/" + tool)
            #expect(try Run("chmod", ["755", "\(folder.path)/\(tool)/\(tool)"]).status == 0)
            let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
            let run = try Run(
                Repository.path("scripts/package"), ["--into", folder.path + "/made", "--fast", "deb"],
                environment: ["NMFENCE_TEST_PROGRAM": Release.path, "PATH": "\(folder.path)/\(tool):\(path)"])
            #expect(run.status == 1, "\(tool): \(run.errors)")
            #expect(run.errors.contains("no space left"), "\(tool): \(run.errors)")
            #expect(try folder.names(in: "made") == [], "\(tool)")
        }
    }
}
