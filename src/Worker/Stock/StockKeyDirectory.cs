using System.Security.Cryptography;
using System.Text;

namespace Ledger.Worker.Stock;

/// <summary>
/// Knows who has which key, and takes up changes of the keys' file while running, so that a key is withdrawn without a
/// restart. A file that cannot be used changes nothing.
/// </summary>
sealed class StockKeyDirectory
{
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    readonly string _path;
    readonly TimeProvider _time;
    readonly ILogger<StockKeyDirectory> _log;
    readonly Lock _looking = new();
    volatile IReadOnlyList<StockKeyHolder> _holders;
    byte[] _seen;
    DateTimeOffset _lookedAt;

    /// <summary>Reads the file for the first time.</summary>
    /// <exception cref="SettingsRefusedException">The file cannot be used.</exception>
    public StockKeyDirectory(string path, TimeProvider time, ILogger<StockKeyDirectory> log)
    {
        (_path, _time, _log, _lookedAt) = (path, time, log, time.GetUtcNow());
        _seen = Fingerprint();
        _holders = StockKeysFile.Read(path);
        log.StockKeysTakenUp(_holders.Count);
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
        {
            log.StockKeysOpenToOthers();
        }
    }

    /// <summary>Who has a key; null when nobody has. Every hash is compared, each in constant time.</summary>
    public StockKeyHolder? Find(string key)
    {
        Refresh();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        StockKeyHolder? found = null;
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
                _holders = StockKeysFile.Read(_path);
                _log.StockKeysTakenUp(_holders.Count);
            }
            catch (SettingsRefusedException refused)
            {
                _log.StockKeysRefused(refused.Message.ReplaceLineEndings(" "));
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
