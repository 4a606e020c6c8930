using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Ledger.ErpSimulators;

/// <summary>
/// The calls that have changed a simulator's books, a line of JSON each, in a file that only its owner reads. Carried out again in their
/// order, each at its moment, they give the same books; so a simulator that is started again goes on where it was. A line stands there
/// before the call is answered, so what ends the process takes nothing that was answered; the disk is not waited for.
/// </summary>
sealed class CallLog : IDisposable
{
    readonly FileStream _file;
    readonly Lock _gate = new();

    CallLog(FileStream file) => _file = file;

    /// <summary>Opens one for this process alone, and reads what it holds; a last line without its end is cut off.</summary>
    /// <exception cref="IOException">Another process has it, or it cannot be made.</exception>
    /// <exception cref="InvalidDataException">A line of it is no call.</exception>
    public static (CallLog Log, IReadOnlyList<LoggedCall> Calls) Open(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        try
        {
            return (new CallLog(file), Read(file, path));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Adds a call.</summary>
    public void Append(LoggedCall call)
    {
        lock (_gate)
        {
            _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(call, LoggedCallJson.Default.LoggedCall), (byte)'\n']);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    static List<LoggedCall> Read(FileStream file, string path)
    {
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        var whole = Array.LastIndexOf(bytes, (byte)'\n') + 1;
        file.SetLength(whole);
        file.Position = whole;
        var lines = Encoding.UTF8.GetString(bytes, 0, whole).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return [.. lines.Select((line, n) => Parse(line) ?? throw new InvalidDataException($"{path}: line {n + 1} is no call."))];
    }

    static LoggedCall? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, LoggedCallJson.Default.LoggedCall);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>A call that has changed something.</summary>
/// <param name="At">The moment that it was carried out at.</param>
/// <param name="What">Which call, in the simulator's own words.</param>
/// <param name="Id">The caller's own id of the call; null without one.</param>
/// <param name="Body">What it said; null when nothing.</param>
sealed record LoggedCall(DateTimeOffset At, string What, string? Id = null, JsonNode? Body = null);

/// <summary>Source-generated JSON of logged calls: camelCase, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LoggedCall))]
sealed partial class LoggedCallJson : JsonSerializerContext;
