namespace Ledger.Reporting.Verifying;

/// <summary>Recomputes, on the archive's server, the hash of every archived body.</summary>
sealed class StoredBodiesCheck : IVerificationCheck
{
    const string Changed =
        """
        select 'archived body', 'delivery ' || delivery_id || ', received ' || received_at,
               'SHA-256 ' || encode(stored_sha256, 'hex'), 'SHA-256 ' || encode(sha256(body), 'hex')
        from raw_delivery
        where sha256(body) <> stored_sha256
        order by received_at, delivery_id limit 1
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
        foreach (var probe in (IReadOnlyList<string>)[Changed, NotAsSent, Twice])
        {
            await using var command = archive.Command(probe);
            if (await SqlCheck.FirstAsync(command, ct) is { } difference)
            {
                return new CheckFinding(count, difference);
            }
        }

        return new CheckFinding(count, null);
    }
}
