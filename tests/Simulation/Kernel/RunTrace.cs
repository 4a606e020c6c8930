using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ledger.Simulation.Kernel;

/// <summary>What happened, line by line: hashed always, written when somebody wants to read it.</summary>
public sealed class RunTrace(TextWriter? output) : IDisposable
{
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly byte[] _bytes = new byte[4_096];

    /// <summary>Lines so far.</summary>
    public long Lines { get; private set; }

    /// <summary>Adds a line.</summary>
    public void Add(DateTimeOffset at, string who, string what)
    {
        var line = string.Create(CultureInfo.InvariantCulture, $"{at:yyyy-MM-dd'T'HH:mm:ss.fffffff} {who} {what}\n");
        foreach (var piece in line.Chunk(1_024))
        {
            _hash.AppendData(_bytes, 0, Encoding.UTF8.GetBytes(piece, _bytes));
        }

        output?.Write(line);
        Lines++;
    }

    /// <summary>SHA-256 of all lines so far, lower-case hex.</summary>
    public string Hash() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
