using System.Security.Cryptography;

namespace Ledger.Evidence.Sealing;

/// <summary>
/// The master keys at hand, the newest first: <c>name base64-of-32-bytes</c>, one a line. From a file they are read again when it has
/// changed, so that a key is added without a restart; a file that cannot be used then changes nothing.
/// </summary>
public sealed class MasterKeys
{
    /// <summary>Names the file.</summary>
    public const string FileSetting = "LEDGER_ARCHIVE_KEYS";

    /// <summary>Holds the lines themselves, for those who hand secrets over in the environment.</summary>
    public const string TextSetting = "LEDGER_ARCHIVE_KEYS_TEXT";

    const int NameLengthMax = 64;

    readonly string? _path;
    readonly Lock _reading = new();
    volatile IReadOnlyList<MasterKey> _keys;
    DateTime _seen;

    MasterKeys(string? path, IReadOnlyList<MasterKey> keys, DateTime seen) => (_path, _keys, _seen) = (path, keys, seen);

    /// <summary>All of them, the newest first.</summary>
    public IReadOnlyList<MasterKey> All
    {
        get
        {
            Refresh();
            return _keys;
        }
    }

    /// <summary>The newest: it wraps whatever is wrapped from now on.</summary>
    public MasterKey Current => All[0];

    /// <summary>True when the file can be read or changed by others than its owner.</summary>
    public bool IsOpenToOthers
    {
        get
        {
            const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
            return _path is not null && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(_path) & Others) != UnixFileMode.None;
        }
    }

    /// <summary>Those that the settings name; null when they name none.</summary>
    /// <param name="variable">Gives a variable's value; null when it is not set.</param>
    /// <exception cref="MasterKeysRefusedException">They cannot be used.</exception>
    public static MasterKeys? OfSettings(Func<string, string?> variable) => (variable(FileSetting), variable(TextSetting)) switch
    {
        ({ Length: > 0 }, { Length: > 0 }) => throw new MasterKeysRefusedException(
            [$"{FileSetting} and {TextSetting} are both set; one of them must be."]),
        ({ Length: > 0 } path, _) => OfFile(path),
        (_, { Length: > 0 } text) => new MasterKeys(null, Parse(text, TextSetting), default),
        _ => null,
    };

    /// <summary>Those of a file.</summary>
    /// <exception cref="MasterKeysRefusedException">They cannot be used.</exception>
    public static MasterKeys OfFile(string path)
    {
        try
        {
            var seen = File.GetLastWriteTimeUtc(path);
            return new MasterKeys(path, Parse(File.ReadAllText(path), FileSetting), seen);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeysRefusedException([$"{FileSetting}: the file cannot be read ({unreadable.GetType().Name})."]);
        }
    }

    /// <summary>Those of a text.</summary>
    /// <exception cref="MasterKeysRefusedException">They cannot be used.</exception>
    public static MasterKeys OfText(string text) => new(null, Parse(text, TextSetting), default);

    /// <summary>A line with a new key, as a file holds it.</summary>
    public static string NewLine(string name) => $"{name} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(MasterKey.Length))}\n";

    /// <summary>The key of a name; null when it is not at hand.</summary>
    public MasterKey? Find(string id) => _keys.FirstOrDefault(key => key.Id == id) ?? All.FirstOrDefault(key => key.Id == id);

    void Refresh()
    {
        if (_path is null)
        {
            return;
        }

        lock (_reading)
        {
            // Of a file that is away the time is one of 1601: it has changed, and cannot be read.
            var changed = File.GetLastWriteTimeUtc(_path);
            if (changed == _seen)
            {
                return;
            }

            _seen = changed;
            try
            {
                _keys = Parse(File.ReadAllText(_path), FileSetting);
            }
            catch (Exception unusable) when (unusable is IOException or UnauthorizedAccessException or MasterKeysRefusedException)
            {
                // The keys stay as they were; whatever starts anew is told.
            }
        }
    }

    static List<MasterKey> Parse(string text, string setting)
    {
        var (keys, errors, number) = (new List<MasterKey>(), new List<string>(), 0);
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            if (KeyOf(line) is { } key)
            {
                keys.Add(key);
            }
            else
            {
                errors.Add(
                    $"{setting}: line {number} is not a name of letters, digits, '-', '_', '.', a blank, and {MasterKey.Length} bytes in "
                    + $"base64 ('openssl rand -base64 {MasterKey.Length}').");
            }
        }

        errors.AddRange(keys.GroupBy(key => key.Id, StringComparer.Ordinal).Where(same => same.Count() > 1)
            .Select(same => $"{setting}: the name {same.Key} occurs twice."));
        if (keys.Count == 0 && errors.Count == 0)
        {
            errors.Add($"{setting}: there is no key.");
        }

        return errors.Count == 0 ? keys : throw new MasterKeysRefusedException(errors);
    }

    static MasterKey? KeyOf(string line)
    {
        var parts = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 2 || parts[0].Length > NameLengthMax
            || !parts[0].All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            return null;
        }

        var bytes = new byte[MasterKey.Length + 1];
        return Convert.TryFromBase64String(parts[1], bytes, out var length) && length == MasterKey.Length
            ? new MasterKey(parts[0], bytes[..length])
            : null;
    }
}
