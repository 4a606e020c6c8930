using Ledger.PaymentEvents;
using Npgsql;

namespace Ledger.Reporting.Verifying;

/// <summary>
/// Every event names the delivery it came from; that delivery must lie in the archive, with the same hash of its
/// body. A goods event names the shop's command, which the inventory keeps. Journal, archive and inventory may be on
/// different servers, so all are read in order of delivery and compared as they pass by.
/// </summary>
sealed class EntryEvidenceCheck : IVerificationCheck
{
    /// <summary>Most missing deliveries that are waited for; more than that are not on their way, they are lost.</summary>
    const int MissingMax = 100_000;

    static readonly TimeSpan AskAgainEvery = TimeSpan.FromMilliseconds(250);

    const string Named =
        $"""
        select (data ->> 'DeliveryId')::uuid as delivery_id, lower(data ->> 'BodySha256'), seq_id, id,
               coalesce(data ->> 'Provider' = '{GoodsSource.Provider}', false)
        from mt_events
        where type in ('journal_entry_posted', 'payment_event_noted', 'payment_event_held', 'exception_raised')
            and data ? 'DeliveryId'
        order by delivery_id, seq_id
        """;

    const string Archived = "select delivery_id, encode(body_sha256, 'hex') from raw_delivery order by delivery_id";

    /// <inheritdoc/>
    public string Name => "entry-evidence";

    /// <inheritdoc/>
    public string Rule =>
        "Every event's delivery lies in the archive, or its command in the inventory, with the hash that the event states";

    /// <inheritdoc/>
    public async Task<CheckFinding> RunAsync(VerificationScope scope, CancellationToken ct)
    {
        var missing = new SortedDictionary<long, Claim>();
        var (count, difference) = await CompareAllAsync(scope, missing, ct);
        difference ??= await WaitAsync(scope, missing, ct);
        if (difference is null && missing.Count > scope.Options.InFlight)
        {
            difference = missing.First().Value.Missing();
        }

        return new CheckFinding(count, difference, missing.Count > 0
            ? $"{(missing.Count < MissingMax ? "" : "at least ")}{missing.Count} deliveries are not in the archive "
                + $"({scope.Options.InFlight} allowed to be on their way)"
            : null);
    }

    static async Task<(long Count, Difference? Difference)> CompareAllAsync(
        VerificationScope scope, SortedDictionary<long, Claim> missing, CancellationToken ct)
    {
        await using var archive = await Snapshot.TakeAsync(scope.Evidence, ct);
        await archive.ExpectWholeTablesAsync(ct);
        await using var named = scope.Journal(Named);
        await using var archived = archive.Command(Archived);
        await using var commands = new StockCommands(scope.Inventory);
        await using var claims = await named.ExecuteReaderAsync(ct);
        await using var deliveries = await archived.ExecuteReaderAsync(ct);
        var more = await deliveries.ReadAsync(ct);
        var count = 0L;
        while (await claims.ReadAsync(ct))
        {
            count++;
            var claim = Claim.Read(claims);
            if (claim.IsOfGoods)
            {
                if (await CompareAsync(claim, commands, ct) is { } lost)
                {
                    return (count, lost);
                }

                continue;
            }

            while (more && deliveries.GetGuid(0).CompareTo(claim.DeliveryId) < 0)
            {
                more = await deliveries.ReadAsync(ct);
            }

            if (!more || deliveries.GetGuid(0) != claim.DeliveryId)
            {
                KeepFirst(missing, claim);
            }
            else if (claim.Compare(deliveries.GetString(1)) is { } difference)
            {
                return (count, difference);
            }
        }

        return (count, null);
    }

    /// <summary>A command is kept before its event is published, so one that is missing is not on its way.</summary>
    static async Task<Difference?> CompareAsync(Claim claim, StockCommands commands, CancellationToken ct) =>
        await commands.HashOfAsync(claim.DeliveryId, ct) is { } found ? claim.Compare(found) : claim.Missing(commands.Absence);

    static void KeepFirst(SortedDictionary<long, Claim> missing, Claim claim)
    {
        if (missing.Count < MissingMax)
        {
            missing.Add(claim.Position, claim);
        }
    }

    /// <summary>Asks again for what is missing, until all is there or the patience is over.</summary>
    static async Task<Difference?> WaitAsync(
        VerificationScope scope, SortedDictionary<long, Claim> missing, CancellationToken ct)
    {
        var began = scope.Time.GetTimestamp();
        while (missing.Count is > 0 and < MissingMax && scope.Time.GetElapsedTime(began) < scope.Options.Wait)
        {
            await Task.Delay(AskAgainEvery, scope.Time, ct);
            await using var archive = await Snapshot.TakeAsync(scope.Evidence, ct);
            await using var command = archive.Command(
                "select delivery_id, encode(body_sha256, 'hex') from raw_delivery where delivery_id = any ($1)",
                (object)missing.Values.Select(claim => claim.DeliveryId).Distinct().ToArray());
            var found = new Dictionary<Guid, string>();
            await using (var reader = await command.ExecuteReaderAsync(ct))
            {
                while (await reader.ReadAsync(ct))
                {
                    found[reader.GetGuid(0)] = reader.GetString(1);
                }
            }

            foreach (var claim in missing.Values.Where(claim => found.ContainsKey(claim.DeliveryId)).ToList())
            {
                if (claim.Compare(found[claim.DeliveryId]) is { } difference)
                {
                    return difference;
                }

                missing.Remove(claim.Position);
            }
        }

        return null;
    }

    /// <summary>What an event says about where it came from.</summary>
    sealed record Claim(Guid DeliveryId, string? BodySha256, long Position, Guid EventId, bool IsOfGoods)
    {
        string Kind => IsOfGoods ? "command" : "delivery";

        string Place => IsOfGoods ? "inventory" : "archive";

        string Where => $"position {Position}, event {EventId}, {Kind} {DeliveryId}";

        public static Claim Read(NpgsqlDataReader row) =>
            new(row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetInt64(2), row.GetGuid(3), row.GetBoolean(4));

        public Difference? Compare(string kept) => kept == BodySha256
            ? null
            : new(
                $"hash of the {Kind}'s body", Where, $"SHA-256 {BodySha256 ?? "(none stated)"}",
                $"SHA-256 {kept} in the {Place}");

        public Difference Missing(string found = "not in the archive") =>
            new($"{Kind} of an event", Where, $"in the {Place} with SHA-256 {BodySha256}", found);
    }
}
