namespace Ledger.Reporting.Verifying;

/// <summary>
/// What was released because a provider's API bore it out can be shown: the bytes of the read lie in the archive, with the hash that was
/// decided by. Both may be on different servers, so both are read in order and compared as they pass by.
/// </summary>
sealed class ReadsCheck : IVerificationCheck
{
    const string Reads =
        """
        select read_id, read_sha256, provider_event_id from provider_read
        where read_id is not null and state in ('released', 'held', 'dismissed') order by read_id
        """;

    const string Archived = "select delivery_id, encode(body_sha256, 'hex') from raw_delivery order by delivery_id";

    const string Open =
        "select state, count(*) from provider_read where state not in ('released', 'dismissed') group by state order by state";

    static readonly TimeSpan AskAgainEvery = TimeSpan.FromMilliseconds(250);

    /// <inheritdoc/>
    public string Name => "confirmation-evidence";

    /// <inheritdoc/>
    public string Rule => "Every read of a provider's API that something was released by lies in the archive, with its hash";

    /// <inheritdoc/>
    public async Task<CheckFinding> RunAsync(VerificationScope scope, CancellationToken ct)
    {
        var began = scope.Time.GetTimestamp();
        while (true)
        {
            var finding = await CompareAsync(scope, ct);
            if (finding.FirstDifference is null || scope.Time.GetElapsedTime(began) >= scope.Options.Wait)
            {
                return finding;
            }

            await Task.Delay(AskAgainEvery, scope.Time, ct);
        }
    }

    static async Task<CheckFinding> CompareAsync(VerificationScope scope, CancellationToken ct)
    {
        await using var reads = await Snapshot.TakeAsync(scope.Confirmation!, ct);
        var open = await OpenAsync(reads, ct);
        await using var archive = await Snapshot.TakeAsync(scope.Evidence, ct);
        await archive.ExpectWholeTablesAsync(ct);
        await using var read = reads.Command(Reads);
        await using var archived = archive.Command(Archived);
        await using var claims = await read.ExecuteReaderAsync(ct);
        await using var bytes = await archived.ExecuteReaderAsync(ct);
        var more = await bytes.ReadAsync(ct);
        var count = 0L;
        while (await claims.ReadAsync(ct))
        {
            count++;
            var (readId, hash) = (claims.GetGuid(0), claims.GetString(1));
            while (more && bytes.GetGuid(0).CompareTo(readId) < 0)
            {
                more = await bytes.ReadAsync(ct);
            }

            var found = more && bytes.GetGuid(0) == readId ? bytes.GetString(1) : "no such delivery in the archive";
            if (found != hash)
            {
                return new CheckFinding(
                    count,
                    new Difference("read of a provider's API", $"event {claims.GetString(2)}, delivery {readId}", hash, found), open);
            }
        }

        return new CheckFinding(count, null, open);
    }

    static async Task<string?> OpenAsync(Snapshot reads, CancellationToken ct)
    {
        await using var command = reads.Command(Open);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var open = new List<string>();
        while (await reader.ReadAsync(ct))
        {
            open.Add($"{reader.GetInt64(1)} {reader.GetString(0)}");
        }

        return open.Count > 0 ? $"not released: {string.Join(", ", open)} ('ledger confirm list' shows them)" : null;
    }
}
