using System.Security.Cryptography;
using System.Text;

namespace Ledger.ProviderAccess;

/// <summary>
/// The files that a reading took its secrets from, each as it was when it was read: a later look tells whether one of them has changed,
/// came or went. A file's last change is when it was written last.
/// </summary>
public sealed class WatchedFiles
{
    static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    readonly Dictionary<string, byte[]> _hashes = new(StringComparer.Ordinal);
    readonly string _folder;

    /// <summary>Of a secrets file; what it names by a relative path lies beside it.</summary>
    public WatchedFiles(string secretsFile) => _folder = Path.GetDirectoryName(Path.GetFullPath(secretsFile)) ?? "/";

    /// <summary>True when a file is not what it was when it was read.</summary>
    public bool HaveChanged => _hashes.Any(file => !file.Value.AsSpan().SequenceEqual(Hash(Bytes(file.Key, out _))));

    /// <summary>When one of them was written last; null when none is there.</summary>
    public DateTimeOffset? LastChange => _hashes.Keys.Where(File.Exists)
        .Select(path => (DateTimeOffset?)new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero)).Max();

    /// <summary>The bytes of a file, which is watched from now on; null when it cannot be read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="fault">Kind of the failure; null when there is none.</param>
    internal byte[]? Read(string path, out string? fault)
    {
        var whole = Path.GetFullPath(path, _folder);
        var bytes = Bytes(whole, out fault);
        _hashes[whole] = Hash(bytes);
        return bytes;
    }

    /// <summary>The text of a file, likewise.</summary>
    internal string? Text(string path, out string? fault)
    {
        try
        {
            return Read(path, out fault) is { } bytes ? Utf8.GetString(bytes) : null;
        }
        catch (DecoderFallbackException e)
        {
            fault = e.GetType().Name;
            return null;
        }
    }

    static byte[] Hash(byte[]? bytes) => bytes is null ? [] : SHA256.HashData(bytes);

    static byte[]? Bytes(string path, out string? fault)
    {
        try
        {
            fault = null;
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            fault = e.GetType().Name;
            return null;
        }
    }
}
