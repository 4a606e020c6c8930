using System.Security.Cryptography;
using System.Text;

namespace Ledger.Worker.Keys;

/// <summary>
/// Knows who has which key, and takes up changes of the keys' file while running, so that a key is withdrawn without a
/// restart. A file that cannot be used changes nothing.
/// </summary>
sealed class KeyDirectory<TRole>
    where TRole : struct, Enum
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    readonly KeysFile<TRole> _file;
    readonly string _path;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly Lock _looking = new();
    volatile IReadOnlyList<KeyHolder<TRole>> _holders;
    byte[] _seen;
    DateTimeOffset _lookedAt;

    /// <summary>Reads the file for the first time.</summary>
    /// <exception cref="SettingsRefusedException">The file cannot be used.</exception>
    public KeyDirectory(KeysFile<TRole> file, string path, TimeProvider time, ILogger log)
    {
        (_file, _path, _time, _log, _lookedAt) = (file, path, time, log, time.GetUtcNow());
        _seen = Fingerprint();
        _holders = file.Read(path);
        log.KeysTakenUp(file.Setting, _holders.Count);
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
        {
            log.KeysOpenToOthers(file.Setting);
        }
    }

    /// <summary>Who has a key; null when nobody has. Every hash is compared, each in constant time.</summary>
    public KeyHolder<TRole>? Find(string key)
    {
        Refresh();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        KeyHolder<TRole>? found = null;
        foreach (var holder in _holders)
        {
            foreach (var known in holder.Sha256)
            {
                found = CryptographicOperations.FixedTimeEquals(hash, known) ? holder : found;
            }
        }

        return found;
    }

    void Refresh()
    {
        lock (_looking)
        {
            if (_time.GetUtcNow() - _lookedAt < LookEvery)
            {
                return;
            }

            _lookedAt = _time.GetUtcNow();
            var fingerprint = Fingerprint();
            if (fingerprint.AsSpan().SequenceEqual(_seen))
            {
                return;
            }

            _seen = fingerprint;
            try
            {
                _holders = _file.Read(_path);
                _log.KeysTakenUp(_file.Setting, _holders.Count);
            }
            catch (SettingsRefusedException refused)
            {
                _log.KeysRefused(_file.Setting, refused.Message.ReplaceLineEndings(" "));
            }
        }
    }

    byte[] Fingerprint()
    {
        try
        {
            return SHA256.HashData(File.ReadAllBytes(_path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
