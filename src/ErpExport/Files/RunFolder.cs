using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Files;

/// <summary>
/// The folder of a target. A file comes into it whole or not at all: written under a hidden name, flushed to the disk, renamed, and the
/// folder flushed too.
/// </summary>
sealed class RunFolder(string path)
{
    const int BufferBytes = 128 * 1024;
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    readonly Dictionary<string, (FileStamp Stamp, RunManifest Manifest)> _manifests = new(StringComparer.Ordinal);

    /// <summary>Where a file lies.</summary>
    public string PathOf(string name) => Path.Combine(path, name);

    /// <summary>When something was last put into the folder or taken out of it.</summary>
    public DateTimeOffset ChangedAt => new(Directory.GetLastWriteTimeUtc(path), TimeSpan.Zero);

    /// <summary>Makes the folder when it is not there.</summary>
    public void Ensure() => Directory.CreateDirectory(path);

    /// <summary>Names of files, in their order; none when there is no folder.</summary>
    /// <param name="pattern">With <c>*</c> for anything.</param>
    public IReadOnlyList<string> Names(string pattern) => Directory.Exists(path)
        ? [.. Directory.EnumerateFiles(path, pattern).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>The complete runs, in order of their names.</summary>
    public IEnumerable<RunName> Runs()
    {
        foreach (var file in Names("gl_*.manifest.json"))
        {
            if (RunName.TryParseManifest(file, out var name))
            {
                yield return name;
            }
        }
    }

    /// <summary>A run's manifest; null when there is none.</summary>
    /// <exception cref="ErpAwayException">There is one that cannot be read.</exception>
    public RunManifest? ReadManifest(RunName name)
    {
        if (FileStamp.Of(PathOf(name.Manifest)) is not { } stamp)
        {
            _manifests.Remove(name.Stem);
            return null;
        }

        if (_manifests.TryGetValue(name.Stem, out var known) && known.Stamp == stamp)
        {
            return known.Manifest;
        }

        try
        {
            var manifest = RunManifest.Parse(File.ReadAllBytes(PathOf(name.Manifest)));
            _manifests[name.Stem] = (stamp, manifest);
            return manifest;
        }
        catch (JsonException e)
        {
            throw new ErpAwayException(ErpReason.AnswerUnreadable, $"{name.Manifest} is no manifest: {e.Message}", innerException: e);
        }
    }

    /// <summary>Puts a text there, in place of what has the name now.</summary>
    /// <returns>SHA-256 of the bytes, counted while they are written, lower-case hex.</returns>
    public string Write(string name, Action<TextWriter> write) => WriteBytes(name, stream =>
    {
        using var text = new StreamWriter(stream, Utf8, BufferBytes, leaveOpen: true);
        text.NewLine = "\n";
        write(text);
    });

    /// <summary>Puts bytes there, in place of what has the name now.</summary>
    /// <returns>SHA-256 of the bytes, lower-case hex.</returns>
    public string WriteBytes(string name, Action<Stream> write)
    {
        var hidden = PathOf($".{name}.tmp");
        using var sha = SHA256.Create();
        using (var file = new FileStream(hidden, FileMode.Create, FileAccess.Write, FileShare.None, BufferBytes))
        {
            using (var hashed = new CryptoStream(file, sha, CryptoStreamMode.Write, leaveOpen: true))
            {
                write(hashed);
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(hidden, PathOf(name), overwrite: true);
        return Convert.ToHexStringLower(sha.Hash!);
    }

    /// <summary>Takes a file out, if it is there.</summary>
    public void Delete(string name) => File.Delete(PathOf(name));

    /// <summary>Waits until the disk has the names too, not only the bytes.</summary>
    public void Flush() => FolderFlush.Flush(path);
}

/// <summary>What tells one state of a file from another without reading it.</summary>
/// <param name="Bytes">Its size.</param>
/// <param name="ChangedAt">When it was written last, by the file system's clock.</param>
[StructLayout(LayoutKind.Auto)]
readonly record struct FileStamp(long Bytes, DateTimeOffset ChangedAt)
{
    /// <summary>That of a file; null when it is not there.</summary>
    public static FileStamp? Of(string path) =>
        new FileInfo(path) is { Exists: true } file ? new FileStamp(file.Length, new(file.LastWriteTimeUtc, TimeSpan.Zero)) : null;
}
