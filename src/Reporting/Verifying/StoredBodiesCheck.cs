namespace Ledger.Reporting.Verifying;

/// <summary>Recomputes the hash of every archived body.</summary>
sealed class StoredBodiesCheck : IVerificationCheck
{
    /// <summary>Columns before those of this check's own.</summary>
    const int Own = 14;

    const string Bodies =
        $"""
        select {ArchivedBody.Columns}, r.received_at, r.received_at::text, r.stored_sha256
        from raw_delivery r {ArchivedBody.Keys}
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
    public string Rule => "Every archived body still has the hash it was stored with, or was destroyed by an act that is kept";

    /// <inheritdoc/>
    public async Task<CheckFinding> RunAsync(VerificationScope scope, CancellationToken ct)
    {
        await using var archive = await Snapshot.TakeAsync(scope.Evidence, ct);
        await archive.ExpectWholeTablesAsync(ct);
        var count = await archive.ScalarAsync<long>("select count(*) from raw_delivery", ct);
        var (difference, destroyed) = await FirstChangedAsync(archive, new ArchivedBody(scope.ArchiveKey), ct);
        foreach (var probe in (IReadOnlyList<string>)[NotAsSent, Twice])
        {
            await using var command = archive.Command(probe);
            difference ??= await SqlCheck.FirstAsync(command, ct);
        }

        return new CheckFinding(count, difference, destroyed);
    }

    /// <summary>
    /// Reads every body in whatever order it lies; the first by time of receipt that is off, and what was destroyed on purpose.
    /// </summary>
    static async Task<(Difference? First, string? Destroyed)> FirstChangedAsync(
        Snapshot archive, ArchivedBody body, CancellationToken ct)
    {
        await using var command = archive.Command(Bodies);
        await using var reader = await command.ExecuteReaderAsync(ct);
        ((DateTime, Guid) At, Difference Found)? first = null;
        var destroyed = new SortedDictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            if (ArchivedBody.Destroyed(reader) is { } act)
            {
                destroyed[act.Kind] = destroyed.GetValueOrDefault(act.Kind) + 1;
                continue;
            }

            var expected = $"SHA-256 {Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(Own + 2))}";
            var found = body.HashOf(reader);
            var at = (reader.GetDateTime(Own), reader.GetGuid(0));
            if (found != expected && (first is null || at.CompareTo(first.Value.At) < 0))
            {
                first = (at, new Difference(
                    "archived body", $"delivery {at.Item2}, received {reader.GetString(Own + 1)}", expected, found));
            }
        }

        return (first?.Found, destroyed.Count == 0
            ? null
            : "destroyed on purpose, by acts that the archive keeps: "
                + string.Join(", ", destroyed.Select(each => $"{each.Value} by {each.Key}")));
    }
}
