using System.IO.Compression;
using System.Security.Cryptography;

namespace Ledger.Reporting.Verifying;

/// <summary>Recomputes the hash of every archived body.</summary>
sealed class StoredBodiesCheck : IVerificationCheck
{
    const string Bodies =
        """
        select received_at, delivery_id, received_at::text, stored_sha256, body, unpacked_bytes
        from raw_delivery
        """;

    const string NotAsSent =
        """
        select 'archived body that was neither masked nor truncated',
               'delivery ' || delivery_id || ', received ' || received_at,
               'SHA-256 ' || encode(body_sha256, 'hex') || ' as the provider sent it',
               'SHA-256 ' || encode(stored_sha256, 'hex')
        from raw_delivery
        where not masked and not truncated and body_sha256 <> stored_sha256
        order by received_at, delivery_id limit 1
        """;

    const string Twice =
        """
        select 'delivery archived twice', 'delivery ' || delivery_id, 'one row', count(*) || ' rows'
        from raw_delivery group by delivery_id having count(*) > 1 order by min(received_at) limit 1
        """;

    /// <inheritdoc/>
    public string Name => "archive-bodies";

    /// <inheritdoc/>
    public string Rule => "Every archived body still has the hash it was stored with";

    /// <inheritdoc/>
    public async Task<CheckFinding> RunAsync(VerificationScope scope, CancellationToken ct)
    {
        await using var archive = await Snapshot.TakeAsync(scope.Evidence, ct);
        await archive.ExpectWholeTablesAsync(ct);
        var count = await archive.ScalarAsync<long>("select count(*) from raw_delivery", ct);
        var difference = await FirstChangedAsync(archive, ct);
        foreach (var probe in (IReadOnlyList<string>)[NotAsSent, Twice])
        {
            await using var command = archive.Command(probe);
            difference ??= await SqlCheck.FirstAsync(command, ct);
        }

        return new CheckFinding(count, difference);
    }

    /// <summary>Reads every body in whatever order it lies; the first by time of receipt that is off.</summary>
    static async Task<Difference?> FirstChangedAsync(Snapshot archive, CancellationToken ct)
    {
        await using var command = archive.Command(Bodies);
        await using var reader = await command.ExecuteReaderAsync(ct);
        ((DateTime, Guid) At, Difference Found)? first = null;
        while (await reader.ReadAsync(ct))
        {
            var stored = reader.GetFieldValue<byte[]>(3);
            var found = HashOf(reader.GetFieldValue<byte[]>(4), reader.IsDBNull(5) ? null : reader.GetInt32(5));
            var at = (reader.GetDateTime(0), reader.GetGuid(1));
            if (found?.AsSpan().SequenceEqual(stored) != true && (first is null || at.CompareTo(first.Value.At) < 0))
            {
                first = (at, new Difference(
                    "archived body", $"delivery {at.Item2}, received {reader.GetString(2)}",
                    $"SHA-256 {Convert.ToHexStringLower(stored)}",
                    found is null ? "bytes that cannot be unpacked" : $"SHA-256 {Convert.ToHexStringLower(found)}"));
            }
        }

        return first?.Found;
    }

    /// <summary>Hash of a body, unpacked if it is packed, by other code than the archive's; null when it cannot be.</summary>
    static byte[]? HashOf(byte[] body, int? unpackedBytes)
    {
        if (unpackedBytes is not { } length)
        {
            return SHA256.HashData(body);
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var unpacking = new BrotliStream(new MemoryStream(body), CompressionMode.Decompress);
        var piece = new byte[16 * 1024];
        try
        {
            for (int read; length >= 0 && (read = unpacking.Read(piece)) > 0; length -= read)
            {
                hash.AppendData(piece, 0, read);
            }
        }
        catch (Exception malformed) when (malformed is InvalidDataException or InvalidOperationException)
        {
            return null;
        }

        return length == 0 ? hash.GetHashAndReset() : null;
    }
}
